"""What is special to a store on PostgreSQL; how stores behave is told by the other tests here."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from signal import SIGKILL

import pytest

from scripts.postgresql_server import PostgresqlServer, plain_engine
from sync.errors import StoreError
from sync.store.engine import Store, open_store
from sync.store.place import StoreUrl
from sync.store.postgresql import FIRST_REVISION
from sync.store.schema_state import schema_state
from sync.store.trackers import advance_cursor, drive_cursor
from tests.store.older_stores import changed, fill

REPOSITORY = Path(__file__).parents[2]
FIRST = Path(__file__).with_name("postgresql_first.sql")
"""The schema of the first revision on PostgreSQL, as it was made then. It never changes."""

pytestmark = pytest.mark.slow


@pytest.fixture
def store(store_url: StoreUrl) -> Iterator[Store]:
    with closing(open_store(store_url, patience_ms=200)) as opened:
        yield opened


# ---- transactions ----------------------------------------------------------------------------

_ADDING = """
import sys
from sync.store.engine import open_store
from sync.store.place import StoreUrl
from tests.store.older_stores import changed, fill
from sync.store.trackers import advance_cursor, drive_cursor
store = open_store(StoreUrl.read(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(25):
    with store.writing() as tx:
        advance_cursor(tx, "counted", str(int(drive_cursor(tx, "counted") or 0) + 1))
"""

_DYING = """
import sys
from sync.store.engine import open_store
from sync.store.place import StoreUrl
from sync.store.trackers import advance_cursor
store = open_store(StoreUrl.read(sys.argv[1]))
with store.writing() as tx: advance_cursor(tx, "kept", "1")
with store.writing() as tx:
    advance_cursor(tx, "lost", "1")
    print("ready", flush=True)
    sys.stdin.readline()
"""


def _running(program: str, url: StoreUrl) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, url.text],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def _is_ready(running: subprocess.Popen[str]) -> None:
    assert running.stdout
    assert running.stdout.readline() == "ready\n"


def test_two_processes_that_read_before_they_write_lose_nothing_of_each_other(
    store_url: StoreUrl,
) -> None:
    both = [_running(_ADDING, store_url) for _ in range(2)]
    for one in both:
        _is_ready(one)
    for one in both:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    assert [(one.communicate()[0], one.returncode) for one in both] == [("", 0)] * 2
    with closing(open_store(store_url)) as store, store.reading() as tx:
        assert drive_cursor(tx, "counted") == "50"


def test_a_killed_process_leaves_what_it_had_committed_and_no_lock(
    store: Store, store_url: StoreUrl
) -> None:
    dying = _running(_DYING, store_url)
    _is_ready(dying)
    with pytest.raises(StoreError) as told, store.writing():
        pass
    assert told.value.reason == (
        f"{store_url} is kept locked by another program; "
        "end the other Tracksheet that uses this database, and try again."
    )
    with store.reading() as tx:  # readers wait for nobody
        assert (drive_cursor(tx, "kept"), drive_cursor(tx, "lost")) == ("1", None)
    os.kill(dying.pid, SIGKILL)
    dying.communicate()
    with closing(open_store(store_url)) as after, after.writing() as tx:
        assert (drive_cursor(tx, "kept"), drive_cursor(tx, "lost")) == ("1", None)


def test_a_reader_sees_one_state_while_another_writes(store: Store) -> None:
    with store.reading() as reader:
        assert drive_cursor(reader, "drive") is None
        with store.writing() as tx:
            advance_cursor(tx, "drive", "1")
        assert drive_cursor(reader, "drive") is None


def test_the_version_is_another_after_every_commit_by_whomever(
    store: Store, store_url: StoreUrl
) -> None:
    with closing(open_store(store_url)) as theirs:
        seen = [store.version()]
        assert store.version() == seen[0]
        for one in (store, theirs):
            with one.writing() as tx:
                advance_cursor(tx, "drive", str(len(seen)))
            seen.append(store.version())
    assert len(set(seen)) == 3


# ---- the schema ------------------------------------------------------------------------------


def _definitions(url: StoreUrl) -> dict[str, list[tuple[str, ...]]]:
    """Columns, constraints and indexes, as the server says them."""
    asked = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, collation_name, "
        "character_maximum_length, column_default FROM information_schema.columns "
        "WHERE table_schema = 'public'",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public'",
    }
    with closing(open_store(url)) as store, store.reading() as tx:
        return {
            name: sorted(tuple(map(str, row)) for row in tx.exec_driver_sql(query))
            for name, query in asked.items()
        }


def _run(url: StoreUrl, script: str) -> None:
    with plain_engine(url).begin() as connection:
        connection.exec_driver_sql(script)


def test_migrations_since_the_first_on_postgresql_make_the_new_schema_and_keep_all_rows(
    postgresql: PostgresqlServer, store_url: StoreUrl
) -> None:
    with postgresql.database() as old:
        _run(old, FIRST.read_text(encoding="utf-8"))
        with plain_engine(old).begin() as tx:
            kept = fill(tx)
        migrated = _definitions(old)
        with plain_engine(old).begin() as tx:
            assert list(changed(tx, kept)) == []
    assert migrated == _definitions(store_url)


def test_text_is_sorted_by_code_point_wherever_the_server_stands(store_url: StoreUrl) -> None:
    texts = [
        row for row in _definitions(store_url)["columns"] if row[2] in {"text", "character varying"}
    ]
    assert len(texts) > 100
    assert {row[4] for row in texts if row[0] != "alembic_version"} == {"C"}


# ---- trouble that a person can put right -----------------------------------------------------


def _told(url: StoreUrl) -> str:
    with pytest.raises(StoreError) as told:
        open_store(url, patience_ms=50)
    return told.value.reason


def test_a_database_that_is_not_there_is_told_with_its_remedy(postgresql: PostgresqlServer) -> None:
    nowhere = postgresql.named("nowhere")
    assert _told(nowhere) == (
        f"{nowhere} is not there; make it: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0."
    )


def test_a_server_that_is_away_is_told_with_its_remedy_and_without_the_password() -> None:
    away = StoreUrl.read("postgresql://tracksheet:h0rse@127.0.0.1:9/district")
    assert _told(away) == (
        "The PostgreSQL database district on 127.0.0.1:9 cannot be reached; see that the server "
        "runs; what was under way is stored whole or not at all, so run it again."
    )
    assert "h0rse" not in repr(away)


def test_a_database_with_other_tables_is_refused_and_left_alone(
    postgresql: PostgresqlServer,
) -> None:
    with postgresql.database() as theirs:
        _run(theirs, "CREATE TABLE lunch (dish text)")
        assert _told(theirs) == (
            f"{theirs} holds other tables (lunch); give Tracksheet a database of its own."
        )


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("9999", r".* was written by a newer Tracksheet \(schema 9999, .*\); update the program\."),
        ("0025", r".* has the schema 0025, .* since 0026; give it an empty database\."),
    ],
)
def test_a_schema_that_cannot_be_brought_up_to_date_is_refused(
    store_url: StoreUrl, revision: str, said: str
) -> None:
    assert FIRST_REVISION == "0026"
    _run(store_url, f"UPDATE alembic_version SET version_num = '{revision}'")
    before = schema_state(store_url)
    assert re.fullmatch(said, _told(store_url))
    assert schema_state(store_url) is before


def test_an_encoding_without_every_name_is_refused(postgresql: PostgresqlServer) -> None:
    with postgresql.database(encoding="SQL_ASCII' LOCALE 'C") as ascii_only:
        assert _told(ascii_only) == (
            f"{ascii_only} keeps text as SQL_ASCII, which has no place for every name; make it "
            "anew with ENCODING 'UTF8' TEMPLATE template0."
        )


@pytest.mark.parametrize("text", ["", "school.db", "mysql://u:h0rse@h/d", "postgresql://u:h0rse@h"])
def test_what_is_no_address_is_told_without_repeating_it(text: str) -> None:
    with pytest.raises(StoreError) as told:
        StoreUrl.read(text)
    assert told.value.reason == (
        "This is no address of a PostgreSQL database; write "
        "postgresql://USER:PASSWORD@HOST/DATABASE"
    )
