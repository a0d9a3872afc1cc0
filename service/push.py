"""Push notifications, where the settings ask for them: channel, door, and a sync soon after.

What is told is one sync of what changed, the same as "sync now", in its turn and behind a night.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from service.bootstrap import Installation
from service.features.channel.door import create_channel_app
from service.jobs import Clockwork
from service.operations.operation import Progress
from service.push_settings import MOUNT, PATH
from service.turns import Turns
from sync.channel_keeping import ChannelKeeping
from sync.domain.channels import Channel
from sync.domain.scope import Scope
from sync.google.gateway import Gateway
from sync.quota import Urgency
from sync.store.channels import channels, note_heard
from sync.store.school import school

_NIGHT_REST = timedelta(minutes=1)  # until it is tried again whether a night is over


@dataclass(slots=True)
class Push:
    """The push notifications of one serving process; `clockwork` does what is to be done later."""

    turns: Turns
    clockwork: Clockwork
    _drive_id: str | None = None
    _is_first: bool = True
    _heard: dict[str, datetime] = field(default_factory=dict)

    @property
    def installation(self) -> Installation:
        """Whose notifications they are."""
        return self.turns.installation

    def doors(self) -> dict[str, Flask]:
        """The door by the path that it is mounted at; none where push is off."""
        if self.installation.settings.push is None:
            return {}
        return {MOUNT: create_channel_app(PATH, self._known, self._hear)}

    def begin(self) -> None:
        """Keep the channel from now on; where push is off, stop what an earlier start opened."""
        self.clockwork.keep_channel(self.keep, self.installation.clock.now())

    def keep(self, _: Progress) -> str:
        """Open, renew or stop the channel as it is due."""
        known = self._school()
        if known is None or not (self.installation.settings.push or self._known()):
            return "no channel is wanted"
        keeping = self._keeping(known)
        if self._is_first and self.installation.settings.is_embedded:
            keeping.stop_all()  # the local server was started with us and knows none of them
        if keeping.keep() or (self._is_first and self._known()):
            self._look_soon()  # what was changed before, or while nothing ran, was told to nobody
        self._is_first = False
        return "the channel is kept"

    def look(self, progress: Progress) -> Any:
        """Sync what has changed; later, where a night is at work or waits."""
        self._note_heard()
        done = self.turns.run_unless_night("sync", {}, progress)
        if done is None:
            self._look_soon(_NIGHT_REST)
            return "a night comes first"
        return done

    def _keeping(self, scope: Scope) -> ChannelKeeping:
        push = self.installation.settings.push
        if self._drive_id is None:
            self._drive_id = self.installation.drive_id(self._gateway())
        return ChannelKeeping(
            store=self.installation.store,
            gateway=self._gateway,
            drive_id=self._drive_id,
            scope=scope,
            address=push.address if push else None,
            now=self.installation.clock.now,
        )

    def _gateway(self) -> Gateway:
        return self.installation.gateway("channel", Urgency.JOB)

    def _school(self) -> Scope | None:
        with self.installation.store.reading() as tx:
            known = school(tx)
        return known.scope if known else None

    def _known(self) -> list[Channel]:
        scope, now = self._school(), self.installation.clock.now()
        if scope is None:
            return []
        with self.installation.store.reading() as tx:
            return [one for one in channels(tx, scope) if now < one.expires_at]

    def _hear(self, channel: Channel) -> None:
        """Waits for nothing: Google is answered at once."""
        self._heard[channel.id] = self.installation.clock.now()
        self._look_soon()

    def _look_soon(self, rest: timedelta = timedelta()) -> None:
        """One look for all that is told until then, `rest` from now at the earliest."""
        push = self.installation.settings.push
        if push is not None:
            at = self.installation.clock.now() + max(rest, push.rest)
            self.clockwork.look_once(self.look, at)

    def _note_heard(self) -> None:
        scope = self._school()
        with self.installation.store.writing() as tx:
            while scope is not None and self._heard:
                channel_id, at = self._heard.popitem()
                note_heard(tx, scope, channel_id, at)
