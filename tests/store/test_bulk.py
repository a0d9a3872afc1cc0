from sqlalchemy import select

from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import memory_store
from tests.store.builders import set_up


def test_more_rows_than_one_statement_takes_are_all_there_and_in_order() -> None:
    names = [f"r-{number}" for number in range(1000)]
    store = memory_store()
    scope, tracker = set_up(store)
    table = schema.row_anchor
    with store.writing() as tx:
        insert_many(
            tx,
            table,
            shared={"school_id": scope.school_id, "tracker_id": tracker.id, "tab": "students"},
            columns={"row_key": names, "position": list(range(1000))},
        )
        held = tx.execute(select(table.c.row_key, table.c.position).order_by(table.c.id)).all()
    assert [tuple(row) for row in held] == [(name, at) for at, name in enumerate(names)]
