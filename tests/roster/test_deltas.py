"""A delta bundle gives the roster that the whole school's bundle would give, or is refused."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.features.roster.comparing import roster_changes
from service.features.roster.oneroster import read_bundle
from service.features.roster.roster_import import RosterImport
from sync.domain.bundle_rows import BundleRows
from sync.errors import RosterError
from sync.store.bundle_rows import keep_bundle_rows, kept_bundle_rows
from sync.store.engine import memory_store
from tests.roster.delta_bundles import (
    NEEDED,
    Tables,
    changes_between,
    copy_of,
    tables_of,
    write_delta,
    write_kinds,
    write_whole,
)
from tests.roster.test_version_1_2 import rewritten
from tests.school_bundles import edit_member, write_bundle
from tests.store.builders import save

NOW = datetime(2100, 1, 9, tzinfo=UTC)
"""After all that these bundles say, and after the moment at which a test writes a zip."""
FIRST = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("whole")
    tables = tables_of(write_bundle(folder / "a.zip", classes=3, grades=("KG", "01", "02")))
    return {name: tables[name] for name in NEEDED}


@pytest.fixture(scope="module")
def first(whole: Tables, tmp_path_factory: pytest.TempPathFactory) -> RosterImport:
    path = tmp_path_factory.mktemp("first") / "first.zip"
    return read_bundle(write_whole(path, whole), now=NOW)


def said_at(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat().replace("+00:00", ".000Z")


# ---- what may happen at a school ---------------------------------------------------------------


def comes(tables: Tables, one: int, two: int) -> None:
    key = f"new-{one}-{two}"
    child = tables["users"]["st-1-2"]
    tables["users"][key] = {**child, "sourcedId": key, "givenName": f"Name {one}", "grades": "02"}
    if f"cl-{1 + two % 3}" in tables["classes"]:
        row = {**tables["enrollments"]["e-t-1"], "sourcedId": f"e-{key}", "userSourcedId": key}
        tables["enrollments"][f"e-{key}"] = {
            **row,
            "classSourcedId": f"cl-{1 + two % 3}",
            "role": "student",
            "primary": "false",
            "beginDate": "2026-10-05",
        }


def leaves(tables: Tables, one: int, _: int) -> None:
    children = sorted(key for key, row in tables["users"].items() if row["role"] == "student")
    ends(tables, children[one % len(children)])


def ends(tables: Tables, person: str) -> None:
    """Take a person out, with all that cannot outlive it."""
    if person == "st-1-2":
        return  # the pattern of those who come
    del tables["users"][person]
    for key, row in list(tables["enrollments"].items()):
        if row["userSourcedId"] == person:
            del tables["enrollments"][key]


def moves(tables: Tables, one: int, two: int) -> None:
    rows = [row for row in tables["enrollments"].values() if row["role"] == "student"]
    row = rows[one % len(rows)]
    row["classSourcedId"] = f"cl-{1 + two % 3}"
    row["endDate"] = ("", "2027-01-15")[two % 2]


def is_named_anew(tables: Tables, one: int, two: int) -> None:
    people = sorted(tables["users"])
    row = tables["users"][people[one % len(people)]]
    row["familyName"] = f"Name {two}"
    row["grades"] = "01" if row["role"] == "student" else ""
    tables["classes"][f"cl-{1 + two % 3}"]["title"] = f"Class {one}"


def year_changes(tables: Tables, one: int, two: int) -> None:
    quarter = tables["academicSessions"]["ay-2026-q4"]
    quarter["endDate"] = f"2027-05-{10 + one % 15}"
    tables["users"]["ai-1"]["enabledUser"] = ("true", "false")[two % 2]


STEPS: list[Callable[[Tables, int, int], None]] = [
    comes,
    leaves,
    moves,
    is_named_anew,
    year_changes,
]
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 30), st.integers(0, 5)), max_size=6
)


@pytest.mark.slow
@settings(max_examples=12)
@given(nights=st.lists(steps, min_size=1, max_size=2), leave_out_ties=st.booleans())
def test_a_chain_of_deltas_ends_where_the_whole_bundle_does(
    whole: Tables,
    first: RosterImport,
    nights: list[list[tuple[Callable[[Tables, int, int], None], int, int]]],
    *,
    leave_out_ties: bool,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        came, state = first, copy_of(whole)
        for night, those in enumerate(nights, 1):
            before, state = state, copy_of(state)
            for step, one, two in those:
                step(state, one, two)
            delta = without_ties(before, state) if leave_out_ties else state
            path = write_delta(folder / f"{night}.zip", before, delta, said_at(night))
            came = read_bundle(path, came.rows, NOW)
        bulk = read_bundle(write_whole(folder / "bulk.zip", state), now=NOW)
    assert came.roster == bulk.roster
    assert came.rows is not None
    assert bulk.rows is not None
    assert cells_of(came.rows) == cells_of(bulk.rows)


def without_ties(before: Tables, after: Tables) -> Tables:
    """The state as a delta tells it that names who left, and not their enrollments."""
    kept = {
        key: row
        for key, row in before["enrollments"].items()
        if row["userSourcedId"] not in after["users"]
    }
    return {**after, "enrollments": {**kept, **after["enrollments"]}}


def cells_of(rows: BundleRows) -> Tables:
    """The kept rows without the times, which a bulk bundle does not say."""
    return {
        name: {key: {**cells, "dateLastModified": ""} for key, cells in those.items()}
        for name, those in rows.rows.items()
    }


def test_of_a_person_no_more_is_kept_than_a_roster_is_made_of(first: RosterImport) -> None:
    assert first.rows is not None
    assert set(first.rows.rows) == set(NEEDED)
    assert set(first.rows.rows["users"]["st-1-1"]) == {
        "dateLastModified", "enabledUser", "orgSourcedIds", "role", "givenName", "familyName",
        "email", "grades",
    }  # fmt: skip


def test_kept_rows_are_read_back_as_they_were_and_a_list_keeps_none(
    first: RosterImport,
) -> None:
    store = memory_store()
    with store.writing() as tx:
        scope = save(tx)
        keep_bundle_rows(tx, scope, first.rows)
        keep_bundle_rows(tx, scope, first.rows)
    with store.reading() as tx:
        assert kept_bundle_rows(tx, scope) == first.rows
    with store.writing() as tx:
        keep_bundle_rows(tx, scope, None)
        assert kept_bundle_rows(tx, scope) is None


def test_what_a_delta_ends_is_asked_about_as_in_a_whole_bundle(
    whole: Tables, first: RosterImport, tmp_path: Path
) -> None:
    after = copy_of(whole)
    for child in ("1-1", "1-3", "1-4", "2-1", "2-2", "2-3"):
        ends(after, f"st-{child}")
    delta = without_ties(whole, after)
    came = read_bundle(write_delta(tmp_path / "d.zip", whole, delta, said_at(1)), first.rows, NOW)
    found = roster_changes(first.roster, came.roster)
    assert found.warning == "It would end 6 of 12 enrollments (50 %)."
    assert came.digest != came.sha256
    told = [str(one) for one in came.notices]
    assert (
        "users.csv: delta over 18 kept rows: 0 new or changed, 6 to be deleted; nothing to do"
        in told
    )
    assert any("6 kept rows end with their person or class" in one for one in told)


def test_a_delta_of_1_2_changes_a_role(whole: Tables, tmp_path: Path) -> None:
    path = rewritten(write_bundle(tmp_path / "newer.zip", classes=3, grades=("KG", "01", "02")))
    came = read_bundle(path, now=NOW)
    role = tables_of(path)["roles"]["r-ai-1"]
    roles = {
        "roles": {
            "r-ai-1": {
                **role,
                "role": "teacher",
                "status": "active",
                "dateLastModified": said_at(1),
            }
        }
    }
    kinds = dict.fromkeys(whole, "absent") | {"roles": "delta"}
    delta = write_kinds(tmp_path / "d.zip", roles, kinds, "1.2")
    changed = read_bundle(delta, came.rows, NOW).roster
    assert {one.sourced_id: one.role.value for one in changed.staff}["ai-1"] == "teacher"
    with pytest.raises(RosterError, match=r"the bundle before it was of 1\.2"):
        read_bundle(
            write_delta(tmp_path / "o.zip", whole, whole | {"users": {}}, said_at(2)),
            came.rows,
            NOW,
        )


# ---- what is refused ---------------------------------------------------------------------------


def problems_of(path: Path, kept: BundleRows | None) -> list[str]:
    with pytest.raises(RosterError) as refused:
        read_bundle(path, kept, NOW)
    return list(refused.value.problems)


def test_a_delta_older_than_what_is_here_is_refused(
    whole: Tables, first: RosterImport, tmp_path: Path
) -> None:
    named, again = copy_of(whole), copy_of(whole)
    named["users"]["st-1-1"]["familyName"] = "Zimmer"
    again["users"]["st-1-1"]["familyName"] = "Quill"
    came = read_bundle(write_delta(tmp_path / "2.zip", whole, named, said_at(2)), first.rows, NOW)
    older = write_delta(tmp_path / "1.zip", whole, again, said_at(1))
    with pytest.raises(
        RosterError, match=r"newest change is of 2100-01-02 00:00 UTC, .* 2100-01-03"
    ):
        read_bundle(older, came.rows, NOW)
    with pytest.raises(RosterError, match="older than the roster"):
        read_bundle(
            write_delta(tmp_path / "0.zip", whole, again, "2024-01-01T00:00:00Z"), first.rows, NOW
        )
    mixed = changes_between(whole, again, said_at(1))
    mixed["users"]["st-1-2"] = {
        **whole["users"]["st-1-2"], "status": "active", "dateLastModified": said_at(3),
    }  # fmt: skip
    kinds = dict.fromkeys(whole, "absent") | {"users": "delta"}
    (problem,) = problems_of(
        write_kinds(tmp_path / "m.zip", {"users": mixed["users"]}, kinds), came.rows
    )
    assert problem.startswith("users.csv, line 2, dateLastModified: 2100-01-02")
    assert "in the order of their export" in problem


def test_all_doubts_of_a_delta_are_told_at_once(
    whole: Tables, first: RosterImport, tmp_path: Path
) -> None:
    after = copy_of(whole)
    del after["classes"]["cl-3"]  # its children stay, one of them newly said to be in it
    after["enrollments"]["e-st-3-1"]["endDate"] = "2027-01-01"
    rows = changes_between(whole, after, said_at(1))
    marks = {"status": "active", "dateLastModified": said_at(1)}
    users = whole["users"]
    rows["users"] = {
        "1": {**users["st-1-1"], **marks, "status": ""},
        "2": {**users["st-1-2"], **marks, "dateLastModified": "11/22/2026"},
        "3": {**users["st-1-3"], **marks, "dateLastModified": "2100-02-01T00:00:00Z"},
        "4": {**users["st-1-4"], **marks},
        "5": {"sourcedId": "st-1-4", **marks, "status": "tobedeleted"},
        "6": {**users["st-2-1"], **marks, "orgSourcedIds": "s-9"},
    }
    rows["orgs"] = {}
    kinds = dict.fromkeys(whole, "delta")
    found = problems_of(write_kinds(tmp_path / "d.zip", rows, kinds), first.rows)
    assert [one.partition(": ")[0] for one in found] == [
        "users.csv, line 2, status",
        "users.csv, line 3, dateLastModified",
        "users.csv, line 4, dateLastModified",
        "users.csv, line 5, sourcedId",
        "users.csv, line 7, orgSourcedIds",
        "enrollments.csv, line 2, classSourcedId",
    ]


def test_a_kept_row_that_no_longer_fits_is_named_by_its_id(
    whole: Tables, first: RosterImport, tmp_path: Path
) -> None:
    after = copy_of(whole)
    after["users"]["t-1"]["role"] = "student"
    after["users"]["t-1"]["grades"] = "KG"
    found = problems_of(write_delta(tmp_path / "d.zip", whole, after, said_at(1)), first.rows)
    (problem,) = found
    assert problem == (
        "enrollments.csv, e-t-1 (kept from an earlier bundle), role: t-1 is enrolled as teacher, "
        "and users.csv calls it student; correct the role in one of the two files"
    )


@pytest.mark.parametrize(
    ("users", "kind", "words"),
    [
        ("as they are", "delta", "no row has a status or a dateLastModified, as in a bulk file"),
        ("without columns", "delta", "the column is missing in a delta file"),
        ("marked", "bulk", "calls the file bulk in a bundle of deltas, and rows are to be deleted"),
        ("as they are", "absent", "the manifest calls it absent; write file.users,delta"),
        ("not there", "delta", "is not in the zip, though the manifest calls it delta"),
    ],
)
def test_bulk_and_delta_are_not_mixed_up(
    whole: Tables, first: RosterImport, tmp_path: Path, users: str, kind: str, words: str
) -> None:
    said = copy_of(whole)["users"]
    if users == "marked":
        said["st-1-1"]["status"] = "tobedeleted"
    classes = {
        "cl-1": {**whole["classes"]["cl-1"], "status": "active", "dateLastModified": said_at(1)}
    }
    kinds = dict.fromkeys(whole, "absent") | {"classes": "delta", "users": kind}
    tables = {"classes": classes} | ({} if users == "not there" else {"users": said})
    path = write_kinds(tmp_path / "d.zip", tables, kinds)
    if users == "without columns":
        edit_member(
            path, "users.csv", lambda content: content.replace(b"status,dateLast", b"a,b", 1)
        )
    found = problems_of(path, first.rows)
    assert any(words in one for one in found), found


def test_a_file_that_comes_whole_beside_deltas_takes_the_place_of_the_one_before(
    whole: Tables, first: RosterImport, tmp_path: Path
) -> None:
    after = copy_of(whole)
    ends(after, "st-1-1")
    rows = changes_between(whole, after, said_at(1))
    tables = {"users": rows["users"], "enrollments": after["enrollments"]}
    kinds = dict.fromkeys(whole, "absent") | {"users": "delta", "enrollments": "bulk"}
    came = read_bundle(write_kinds(tmp_path / "d.zip", tables, kinds), first.rows, NOW)
    assert came.roster == read_bundle(write_whole(tmp_path / "w.zip", after), now=NOW).roster


def test_deltas_of_the_demo_school_end_where_its_whole_bundle_does(
    extra_data: Path, tmp_path: Path
) -> None:
    path = extra_data / "oneroster" / "star_school7.zip"
    tables = {name: rows for name, rows in tables_of(path).items() if name in NEEDED}
    after = copy_of(tables)
    children = sorted(key for key, row in after["users"].items() if row["role"] == "student")
    for child in children[::17]:
        ends(after, child)
    for row in list(after["enrollments"].values())[::9]:
        row["endDate"] = "2027-01-15"
    first = read_bundle(path, now=NOW)
    delta = write_delta(tmp_path / "d.zip", tables, after, said_at(1))
    came = read_bundle(delta, first.rows, NOW)
    assert came.roster == read_bundle(write_whole(tmp_path / "w.zip", after), now=NOW).roster
    assert len(came.roster.students) == 483 - len(children[::17])
