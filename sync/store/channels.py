"""The push channels that are open at Google."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from sync.domain.channels import Channel
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.schema_channels import drive_channel


def channels(tx: Tx, scope: Scope) -> list[Channel]:
    """All that are kept, the oldest first; also those that are over by now."""
    table = drive_channel
    query = select(table).where(table.c.school_id == scope.school_id).order_by(table.c.opened_at)
    names = Channel.__dataclass_fields__
    return [Channel(**{name: row[name] for name in names}) for row in tx.execute(query).mappings()]


def add_channel(tx: Tx, scope: Scope, channel: Channel) -> None:
    """Keep a channel, before Google is asked for it: its first post may come before the answer."""
    tx.execute(insert(drive_channel).values(asdict(channel) | {"school_id": scope.school_id}))


def note_opened(
    tx: Tx, scope: Scope, channel_id: str, resource_id: str, expires_at: datetime
) -> None:
    """Google opened it, until then."""
    _set(tx, scope, channel_id, resource_id=resource_id, expires_at=expires_at)


def note_heard(tx: Tx, scope: Scope, channel_id: str, at: datetime) -> None:
    """It told of a change; nothing for one that is no longer kept."""
    _set(tx, scope, channel_id, heard_at=at)


def forget_channel(tx: Tx, scope: Scope, channel_id: str) -> None:
    """Keep it no longer: what still comes through it is a stranger's."""
    table = drive_channel
    this = (table.c.school_id == scope.school_id) & (table.c.id == channel_id)
    tx.execute(delete(table).where(this))


def _set(tx: Tx, scope: Scope, channel_id: str, **values: object) -> None:
    table = drive_channel
    this = (table.c.school_id == scope.school_id) & (table.c.id == channel_id)
    tx.execute(update(table).where(this).values(values))
