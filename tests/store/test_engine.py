import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from traceback import format_exception

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from sync.errors import StoreError
from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Store, Tx, memory_store, open_store
from sync.store.entries import apply_entries, current_entries
from sync.store.migrate import SchemaState
from sync.store.schema_state import schema_state
from sync.store.school import roster, school
from sync.store.trackers import advance_cursor, drive_cursor, mark_dirty
from tests.store.builders import (
    MAPLE,
    MONDAY,
    READING,
    contents,
    fresh,
    number,
    read,
    save,
    set_up,
)

REPOSITORY = Path(__file__).parents[2]


class _Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "school" / "store.sqlite3"


@pytest.fixture
def file_store(path: Path) -> Iterator[Store]:
    opened = open_store(path, patience_ms=50)
    yield opened
    opened.close()


# ---- transactions ----------------------------------------------------------------------------


def test_what_is_broken_off_within_a_transaction_leaves_nothing(store: Store) -> None:
    scope, tracker = set_up(store)

    def write_and_die() -> None:
        with store.writing() as tx:
            seq = read(tx, tracker, MONDAY, contents({"c-2": b"[1]"}))
            opened = {READING: number(512)}
            apply_entries(tx, tracker, seq, opened=opened, closed={}, moved={})
            raise _Killed

    with pytest.raises(_Killed):
        write_and_die()
    with store.reading() as tx:
        assert current_entries(tx, scope) == []
        assert fresh(tx, scope) == tracker
        for table in (schema.tracker_read, schema.row_anchor, schema.blob, schema.entry_column):
            assert tx.execute(select(table)).all() == []


def test_a_killed_process_leaves_only_what_it_had_committed(path: Path) -> None:
    dying = (
        "import os, signal, sys; from pathlib import Path\n"
        "from sync.store.engine import open_store\n"
        "from sync.store.trackers import advance_cursor\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "with store.writing() as tx: advance_cursor(tx, 'kept', '1')\n"
        "with store.writing() as tx:\n"
        "    advance_cursor(tx, 'lost', '1')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", dying, str(path)], cwd=REPOSITORY, check=False)
    assert ended.returncode == -9
    store = open_store(path)
    with store.reading() as tx:
        assert (drive_cursor(tx, "kept"), drive_cursor(tx, "lost")) == ("1", None)
    store.close()


def test_a_reader_sees_one_state_while_another_writes(file_store: Store) -> None:
    with file_store.reading() as reader:
        assert school(reader) is None
        with file_store.writing() as tx:
            scope = save(tx)
        assert school(reader) is None
    with file_store.reading() as reader:
        assert roster(reader, scope) == MAPLE


def test_a_write_while_reading_is_a_loud_bug(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), store.reading() as tx:
        advance_cursor(tx, "drive", "1")
    with store.writing() as tx:
        advance_cursor(tx, "drive", "1")


def test_a_transaction_inside_another_of_the_store_in_memory_is_a_loud_bug() -> None:
    store = memory_store()
    with (
        store.writing(),
        pytest.raises(OperationalError, match="within a transaction"),
        store.writing(),
    ):
        pass


def test_writers_that_read_before_they_write_wait_for_each_other(store: Store) -> None:
    scope, tracker = set_up(store)
    writers, rounds = 4, 10
    start = Barrier(writers)
    failed: list[Exception] = []

    def write() -> None:
        start.wait()
        try:
            for _ in range(rounds):
                with store.writing() as tx:
                    fresh(tx, scope)
                    mark_dirty(tx, scope, [f"file {tracker.public_id}"])
        except Exception as error:  # noqa: BLE001 (told to the test below)
            failed.append(error)

    threads = [Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with store.reading() as tx:
        assert fresh(tx, scope).dirty_seq == tracker.dirty_seq + writers * rounds


@pytest.mark.slow
def test_two_processes_may_make_the_same_store_at_once(path: Path) -> None:
    opening = (
        "import sys; from pathlib import Path\n"
        "from sync.store.engine import open_store\n"
        "sys.stdin.readline()\n"
        "for _ in range(5): open_store(Path(sys.argv[1])).close()\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", opening, str(path)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        for _ in range(3)
    ]
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    ends = [(process.communicate()[1], process.returncode) for process in running]
    assert ends == [("", 0)] * 3


def test_a_row_cannot_point_into_another_school(store: Store) -> None:
    _, tracker = set_up(store)
    elsewhere = schema.school.insert().values(sourced_id="s-2", name="Oak", zone="UTC")
    anchor = {"tracker_id": tracker.id, "tab": "students", "row_key": "r", "position": 1}
    with store.writing() as tx:
        oak = tx.scalar(elsewhere.returning(schema.school.c.id))
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), store.writing() as tx:
        tx.execute(schema.row_anchor.insert().values(anchor | {"school_id": oak}))


# ---- trouble that a person can put right -----------------------------------------------------


def _told(path: Path) -> str:
    with pytest.raises(StoreError) as told:
        open_store(path, patience_ms=50)
    return told.value.reason


def test_a_folder_that_cannot_be_made_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("not a folder")
    assert _told(tmp_path / "letter" / "school" / "store.sqlite3") == (
        f"The data folder {tmp_path}/letter/school cannot be made (Not a directory); "
        "give this account the right to make it, or choose another."
    )


def test_a_folder_that_cannot_be_written_is_told_with_its_remedy() -> None:
    """Nobody, not even root, makes a file in /proc."""
    assert _told(Path("/proc/store.sqlite3")) == (
        "/proc/store.sqlite3 cannot be opened; give this account the right to write the folder, "
        "or choose another data folder."
    )


def test_a_file_that_is_no_database_is_told_with_its_remedy(tmp_path: Path) -> None:
    letter = tmp_path / "store.sqlite3"
    letter.write_text("Dear parents, " * 100)
    assert _told(letter) == (
        f"{letter} is not a database; choose another data folder, "
        "or put back the latest backup of this file."
    )
    assert letter.read_text().startswith("Dear parents")


def test_a_damaged_file_is_told_with_its_remedy(path: Path) -> None:
    store = open_store(path)
    with store.writing() as tx:
        save(tx)
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert _told(path) == f"{path} is damaged; put back the latest backup of this file."


def test_a_locked_store_is_told_with_its_remedy(file_store: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as told, file_store.writing():
            pass
        assert told.value.reason == (
            f"{path} is kept locked by another program; end the other Tracksheet, or the backup, "
            "that uses this folder, and try again."
        )
        with file_store.reading() as tx:
            assert school(tx) is None
        open_store(path, patience_ms=50).close()
        other.execute("ROLLBACK")
    with file_store.writing() as tx:
        assert save(tx)


def test_a_full_disk_is_told_with_its_remedy_and_leaves_nothing(file_store: Store) -> None:
    def fill() -> None:
        with file_store.writing() as tx:
            tx.exec_driver_sql("PRAGMA max_page_count = 1")
            for n in range(10_000):
                advance_cursor(tx, f"drive {n}", "x" * 100)

    with pytest.raises(StoreError, match="the disk is full; free some space and try again"):
        fill()
    with file_store.reading() as tx:
        assert drive_cursor(tx, "drive 0") is None


CHILD = "Ana Morales"


def _add_twice(tx: Tx) -> None:
    for _ in range(2):
        tx.execute(insert(schema.school).values(sourced_id=CHILD, name=CHILD, zone="UTC"))


def _add_many(tx: Tx) -> None:
    columns = {name: [CHILD, CHILD] for name in ("sourced_id", "name", "zone")}
    insert_many(tx, schema.school, shared={}, columns=columns)


def _add_without_a_name(tx: Tx) -> None:
    tx.execute(insert(schema.school).values(sourced_id=CHILD, name=None, zone="UTC"))


@pytest.mark.parametrize("add", [_add_twice, _add_many, _add_without_a_name])
def test_what_a_database_refuses_is_told_without_what_stood_in_it(
    store: Store, add: Callable[[Tx], None]
) -> None:
    """A bug's traceback comes into the log, which names no child and quotes no note."""
    with pytest.raises(IntegrityError) as refused, store.writing() as tx:
        add(tx)
    told = "".join(format_exception(refused.value))
    assert re.search("(INSERT INTO|COPY) school", told)
    assert CHILD not in told


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    path = tmp_path / "Maple? #1 100%20" / "store.sqlite3"
    with closing(open_store(path)) as store:
        before = store.version()
        assert store.version() == before
    assert schema_state(path) is SchemaState.CURRENT
    assert [one.name for one in tmp_path.iterdir()] == [path.parent.name]


def test_a_wrong_statement_stays_loud(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"no such table|does not exist"), store.reading() as tx:
        tx.exec_driver_sql("SELECT * FROM nowhere")


def test_the_version_is_another_after_every_commit_by_whomever(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with closing(open_store(path)) as ours, closing(open_store(path)) as theirs:
        seen = [ours.version()]
        assert ours.version() == seen[0]
        for store in (ours, theirs):
            with store.writing() as tx:
                tx.exec_driver_sql("CREATE TABLE IF NOT EXISTS probe (n INTEGER)")
                tx.exec_driver_sql("INSERT INTO probe VALUES (1)")
            seen.append(ours.version())
    assert len(set(seen)) == 3
