"""Keeps one push channel open at Google, or none.

A channel is renewed by opening the next one before the last one is stopped, so that no change
falls between them. What Google does not answer is tried again by whoever calls `keep` again.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from sync.domain.channels import LIFE, Channel, digest_of, steps
from sync.domain.scope import Scope
from sync.google.gateway import Gateway
from sync.store.channels import add_channel, channels, forget_channel, note_opened
from sync.store.engine import Store
from sync.store.trackers import drive_cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKeeping:
    """What keeping needs; `gateway` is only called where Google has to be asked.

    `address` is where Google posts to; None: nothing is to be open.
    """

    store: Store
    gateway: Callable[[], Gateway]
    drive_id: str
    scope: Scope
    address: str | None
    now: Callable[[], datetime]

    def keep(self) -> bool:
        """Open, renew and stop as it is due; True where changes may have gone untold before.

        GoogleError where Google refuses or cannot be reached; what was open stays so then.
        """
        now = self.now()
        with self.store.writing() as tx:
            known = channels(tx, self.scope)
            todo = steps(known, self.address, self.drive_id, now)
            cursor = drive_cursor(tx, self.drive_id)
            for one in todo.forget:
                forget_channel(tx, self.scope, one.id)
        is_new = todo.must_open and cursor is not None
        if is_new and self.address is not None and cursor is not None:
            self._open(self.address, cursor, now)
        self._stop(todo.stop)
        return is_new and not any(one.drive_id == self.drive_id for one in todo.stop)

    def stop_all(self) -> None:
        """Stop every channel that is kept."""
        with self.store.reading() as tx:
            known = channels(tx, self.scope)
        self._stop(tuple(known))

    def _open(self, address: str, cursor: str, now: datetime) -> None:
        token = secrets.token_urlsafe(32)
        channel = Channel(
            id=str(uuid4()),
            address=address,
            drive_id=self.drive_id,
            token_sha256=digest_of(token),
            opened_at=now,
            expires_at=now + LIFE,
        )
        with self.store.writing() as tx:
            add_channel(tx, self.scope, channel)
        opened = self._asked_for(channel, token, cursor)
        with self.store.writing() as tx:
            assert opened.resource_id is not None
            note_opened(tx, self.scope, opened.id, opened.resource_id, opened.expires_at)

    def _asked_for(self, channel: Channel, token: str, cursor: str) -> Channel:
        """The channel as Google opened it: perhaps for a shorter life than was asked for."""
        body = {
            "id": channel.id,
            "type": "web_hook",
            "address": channel.address,
            "token": token,
            "expiration": str(int(channel.expires_at.timestamp() * 1000)),
        }
        answer = self.gateway().watch_changes(cursor, self.drive_id, body)
        ends = datetime.fromtimestamp(int(answer["expiration"]) / 1000, UTC)
        return replace(channel, resource_id=str(answer["resourceId"]), expires_at=ends)

    def _stop(self, over: tuple[Channel, ...]) -> None:
        for one in over:
            if one.resource_id is not None:
                self.gateway().stop_channel(one.id, one.resource_id)
            with self.store.writing() as tx:
                forget_channel(tx, self.scope, one.id)
