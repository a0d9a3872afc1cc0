"""Drive's push channels: whose notification it is, and when a channel is opened or stopped."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFE = timedelta(days=7)
"""How long a channel is asked for: the most that Google gives one on changes."""

_LAST_PART = 4  # it is renewed in the last quarter of its life, whatever life Google gave it


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel on the changes of a drive; the store never has the token itself.

    `resource_id` is Google's name for what is watched, None until Google has answered;
    `heard_at` is when a change was last told.
    """

    id: str
    address: str
    drive_id: str
    token_sha256: str
    opened_at: datetime
    expires_at: datetime
    resource_id: str | None = None
    heard_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether Google still tells of changes through it."""
        return self.resource_id is not None and now < self.expires_at

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to open the next one."""
        return now >= self.expires_at - (self.expires_at - self.opened_at) / _LAST_PART


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What is to be done, in this order; what is stopped goes on until the new one is open.

    `forget` are those that are over, or of which Google's answer never came.
    """

    forget: tuple[Channel, ...]
    must_open: bool
    stop: tuple[Channel, ...]


def steps(channels: Iterable[Channel], address: str | None, drive_id: str, now: datetime) -> Steps:
    """What leads to one good channel that posts to `address`, or to none where that is None."""
    known = tuple(channels)
    living = [one for one in known if one.is_open(now)]
    good = [
        one
        for one in living
        if (one.address, one.drive_id) == (address, drive_id) and not one.is_due(now)
    ]
    kept = max(good, key=lambda one: one.expires_at, default=None)
    return Steps(
        forget=tuple(one for one in known if one not in living),
        must_open=address is not None and kept is None,
        stop=tuple(one for one in living if one is not kept),
    )


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def told_by(channels: Sequence[Channel], channel_id: str, token: str) -> Channel | None:
    """The channel that a notification proves to come through; None for one that proves nothing.

    Every channel is compared in full, so that the time it takes tells a stranger nothing.
    """
    proof = digest_of(token)
    found = None
    for one in channels:
        is_id = hmac.compare_digest(digest_of(one.id), digest_of(channel_id))
        is_token = hmac.compare_digest(one.token_sha256, proof)
        if is_id & is_token:
            found = one
    return found
