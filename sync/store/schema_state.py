"""How the schema of a store stands, without opening the store: opening brings it up to date."""

from sync.store.migrate import SchemaState, state_of
from sync.store.place import StorePlace, StoreUrl
from sync.store.sqlite import revision_in


def schema_state(place: StorePlace) -> SchemaState:
    """How the schema stands; nothing is changed. StoreError: it cannot be read as a store."""
    if isinstance(place, StoreUrl):
        # A school on SQLite needs no driver of PostgreSQL.
        from sync.store.postgresql import revision_on  # noqa: PLC0415

        return state_of(revision_on(place))
    return state_of(revision_in(place))
