import re
import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import inspect

from sync.domain.entries import EntryKey
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.scope import Scope
from sync.errors import StoreError
from sync.store.engine import Store, memory_store, open_store
from sync.store.entries import current_entries
from sync.store.issues import current_issues
from sync.store.school import roster
from tests.store.builders import MAPLE, contents, save
from tests.store.looking_back import entry_history
from tests.store.older_stores import Row, changed, fill, on_file, revisions, upgrade


def _definitions(store: Store) -> dict[str, list[str]]:
    """Each table and index by name, its definition line by line, in no order: order is free.

    So are quotes around names; a table that was made anew has them.
    """
    with store.reading() as tx:
        found = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {
            name: sorted(line.strip().rstrip(",").replace('"', "") for line in sql.splitlines())
            for name, sql in found
        }


def test_the_schema_is_the_sum_of_the_migrations(tmp_path: Path) -> None:
    new, old = tmp_path / "new.sqlite3", tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(old)) as file:
        upgrade(file, "0001")
        file.commit()
    with (
        closing(open_store(old)) as migrated,
        closing(open_store(new)) as made,
        closing(memory_store()) as declared,
    ):
        definitions = _definitions(migrated)
        assert _definitions(made) == definitions
        assert definitions.pop("alembic_version")
        assert definitions == _definitions(declared)


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    first = open_store(tmp_path / "store.sqlite3")
    with first.writing() as tx:
        scope = save(tx)
    first.close()
    second = open_store(tmp_path / "store.sqlite3")
    with second.reading() as tx:
        assert roster(tx, scope) == MAPLE
    second.close()


@pytest.mark.slow
def test_entries_from_before_stand_where_they_stood(tmp_path: Path) -> None:
    """Two versions of one entry, and an issue of another, as revision 0013 kept them."""
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as old:
        upgrade(old, "0013")
        old.executescript(
            """
            INSERT INTO school VALUES (1, 'm', 'Maple', 'UTC');
            INSERT INTO student VALUES (4, 1, 'c-2', 'A', 'B', '02', 0, NULL);
            INSERT INTO tracker (id, school_id, public_id, grade, template_key, template_version,
                nonce, dirty_seq, read_seq, intended_at, year_begins)
                VALUES (7, 1, 'm.2026.02', '02', 'k3', 1, 'n', 2, 2, '2026-09-14', 2026);
            INSERT INTO tracker_read VALUES
                (1, 7, 1, NULL, '2026-09-14 03:00:00.000000', 's'),
                (1, 7, 2, NULL, '2026-09-15 03:00:00.000000', 's');
            INSERT INTO entry VALUES (5, 1, 7, 4, 'fall', 'reading'), (6, 1, 7, 4, 'fall', 'math');
            INSERT INTO entry_version (school_id, entry_id, from_seq, to_seq, from_at, to_at,
                number, a1, author, certainty, ending, end_certainty) VALUES
                (1, 5, 1, 2, '2026-09-14 03:00:00.000000', '2026-09-15 03:00:00.000000',
                 512, 'C9', NULL, 'not known', 'changed', 'not known'),
                (1, 5, 2, NULL, '2026-09-15 03:00:00.000000', NULL,
                 521, 'C9', 'ruiz@maple.example', 'proven', NULL, NULL);
            INSERT INTO cell_issue (school_id, tracker_id, entry_id, tab, a1, rule, raw, message,
                from_seq, from_at, readings, weight)
                VALUES (1, 7, 6, 'students', 'D9', 'text', '?', 'What?', 1, '2026-09-14 03:00:00',
                        '[]', 'quarantined');
            """
        )
        old.commit()
    store = open_store(path)
    scope, reading = Scope(school_id=1), EntryKey("c-2", "fall", "reading")
    with store.reading() as tx:
        history = [
            (one.value.number, one.from_at.day, one.to_at and one.to_at.day, one.author.email)
            for one in entry_history(tx, scope, reading)
        ]
        standing = [(one.key, one.value.number) for one in current_entries(tx, scope)]
        (issue,) = current_issues(tx, scope)
    store.close()
    assert history == [(512, 14, 15, None), (521, 15, None, "ruiz@maple.example")]
    assert standing == [(reading, 521)]
    assert (issue.issue.key, issue.issue.a1) == (EntryKey("c-2", "fall", "math"), "D9")


def test_rows_and_stand_ins_from_before_are_the_same_and_stand_ins_are_authors_once(
    tmp_path: Path,
) -> None:
    """A row and a held tab as revision 0024 kept them, each cell with all its words; a guest."""
    row = '{"H": {"entered": {"numberValue": 0}, "shown": "0"}, "I": {"note": "why?"}}'
    now = '{"H": 0, "I": {"note": "why?"}}'
    hold = Hold(tab="students", scope=WHOLE_TAB, rule="shrunk", message="Why?", changes={})
    was, held = (replace(hold, rows=(contents({"r": text.encode()})[0],)) for text in (row, now))
    path = tmp_path / "store.sqlite3"
    blobs = [(sha256(one).digest(), zlib.compress(one)) for one in (row.encode(), was.packed())]
    with closing(sqlite3.connect(path)) as old:
        upgrade(old, "0024")
        old.executescript(
            """
            INSERT INTO school VALUES (1, 'm', 'Maple', 'UTC');
            INSERT INTO tracker (id, school_id, public_id, grade, template_key, template_version,
                nonce, dirty_seq, read_seq, intended_at, year_begins)
                VALUES (7, 1, 'm.2026.02', '02', 'k3', 1, 'n', 2, 2, '2026-09-14', 2026);
            INSERT INTO row_anchor VALUES (4, 1, 7, 'students', 'r', 9);
            INSERT INTO staff_member
                (school_id, sourced_id, given_name, family_name, email, role, position)
                VALUES (1, 't-1', 'Ana', 'Ruiz', 'Ruiz@x.example', 'teacher', 0),
                       (1, 't-2', 'Lena', 'Lund', 'lund@x.example', 'teacher', 1);
            INSERT INTO stand_in (school_id, email, name, stands_in_for, until, granted_at)
                VALUES (1, 'eve@x.example', 'Eve Sub', 'ruiz@x.example', '2026-10-30',
                        '2026-09-14 03:00:00.000000'),
                       (1, 'eve@x.example', 'Eve Sub', 'lund@x.example', '2026-10-30',
                        '2026-09-15 03:00:00.000000'),
                       (1, 'lund@x.example', 'Lena Lund', 'ruiz@x.example', '2026-10-30',
                        '2026-09-15 03:00:00.000000');
            """
        )
        old.executemany("INSERT INTO blob VALUES (1, ?, ?)", blobs)
        old.execute("INSERT INTO row_version VALUES (1, 4, 1, NULL, ?)", [blobs[0][0]])
        old.execute(
            "INSERT INTO held_state (school_id, tracker_id, public_id, tab, scope, rule, message, "
            "from_seq, from_at, verdict, sha256) VALUES (1, 7, 'h', ?, ?, 'shrunk', 'Why?', 1, "
            "'2026-09-14 03:00:00.000000', 'open', ?)",
            [hold.tab, hold.scope, blobs[1][0]],
        )
        old.commit()
    store = open_store(path)
    with store.reading() as tx:
        found = tx.exec_driver_sql("SELECT sha256 FROM row_version").scalars().all()
        waits = tx.exec_driver_sql("SELECT sha256 FROM held_state").scalars().all()
        kept = tx.exec_driver_sql("SELECT sha256, zbytes FROM blob").all()
        guests = tx.exec_driver_sql(
            "SELECT sourced_id, family_name, role FROM staff_member WHERE gone_at IS NOT NULL"
        ).all()
    store.close()
    assert guests == [("stand-in eve@x.example", "Eve Sub", "teacher")]
    assert (found, waits) == ([sha256(now.encode()).digest()], [sha256(held.packed()).digest()])
    texts = {digest: zlib.decompress(packed) for digest, packed in kept}
    assert texts == {found[0]: now.encode(), waits[0]: held.packed()}


@pytest.mark.slow
def test_what_any_older_schema_held_is_still_there(tmp_path: Path) -> None:
    """Each table has a row from the schema on that made it, so each migration finds all filled."""
    path = tmp_path / "store.sqlite3"
    kept: dict[str, list[Row]] = {}
    *older, _ = revisions()
    with closing(sqlite3.connect(path)) as old:
        for revision in older:
            upgrade(old, revision)
            with on_file(old).begin() as tx:
                kept |= fill(tx)
    open_store(path).close()
    with closing(sqlite3.connect(path)) as new, on_file(new).begin() as tx:
        assert kept.keys() - set(inspect(tx).get_table_names()) == {"entry", "tracker_editor"}
        assert tx.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert list(changed(tx, kept)) == []
        years = tx.exec_driver_sql("SELECT year_begins, closed_at FROM tracker").all()
        assert years == [(2026, None)]  # as the tracker's id says


def test_a_schema_newer_than_the_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    open_store(path).close()
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert re.fullmatch(
        re.escape(f"{path} was written by a newer Tracksheet (schema 9999, this program knows up ")
        + r"to \d{4}\); update the program\.",
        refused.value.reason,
    )
    assert path.read_bytes() == before


def test_a_migration_that_is_broken_off_leaves_an_empty_file(
    tmp_path: Path,
) -> None:
    """Another program's table stands where ours must go: none of ours may stay behind."""
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE entry_version (theirs)")
    with pytest.raises(Exception, match="entry_version already exists"):
        open_store(path)
    with closing(sqlite3.connect(path)) as left:
        names = left.execute("SELECT name FROM sqlite_master").fetchall()
    assert names == [("entry_version",)]
