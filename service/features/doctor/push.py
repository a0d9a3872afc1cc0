"""What the doctor says of push notifications: off or on, until when, and when one came last."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from service.features.doctor.checks import Check, State, fine, not_tried, problem
from service.features.doctor.here import check_store
from sync.domain.channels import Channel
from sync.store.channels import channels
from sync.store.engine import open_store
from sync.store.place import StorePlace
from sync.store.school import school
from sync.store.trackers import trackers

NAME = "push notifications"


def check_push(place: StorePlace, address: str | None, now: Callable[[], datetime]) -> Check:
    """The line, from what the store at `place` says; `address` is None where push is off."""
    if check_store(place).state is not State.OK:
        return not_tried(NAME, "there is no store that can be read")
    store = open_store(place)
    try:
        with store.reading() as tx:
            known = school(tx)
            kept = channels(tx, known.scope) if known else []
            has_trackers = bool(known and trackers(tx, known.scope))
    finally:
        store.close()
    living = [one for one in kept if one.is_open(now())]
    zone = ZoneInfo(known.zone) if known else ZoneInfo("UTC")
    if address is None:
        return _off(living, zone)
    if not has_trackers:
        return not_tried(NAME, "on; a channel is opened when there are trackers")
    return _on([one for one in living if one.address == address], address, zone)


def _off(living: list[Channel], zone: ZoneInfo) -> Check:
    if not living:
        return not_tried(NAME, "off: the sync asks Google by itself")
    last = max(one.expires_at for one in living)
    return not_tried(
        NAME,
        f"off; a channel is open until {_said(last, zone)}, the next start of the service stops it",
    )


def _on(living: list[Channel], address: str, zone: ZoneInfo) -> Check:
    if not living:
        return problem(
            NAME,
            f"on, but no channel posts to {address}",
            "Start the service; if it runs, its log says why Google opens none. The sync goes on "
            "each night without.",
        )
    until = max(one.expires_at for one in living)
    heard = max((one.heard_at for one in living if one.heard_at), default=None)
    last = f"the last one came {_said(heard, zone)}" if heard else "none has come yet"
    return fine(NAME, f"on until {_said(until, zone)}, renewed before; {last}")


def _said(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M %Z}"
