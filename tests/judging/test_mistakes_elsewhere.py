"""The mistakes that no cell shows: rosters, sharing, protections, copies, changes in bulk.

Each with the whole message, beside what is typed and edited (`test_mistakes`) and what time does
(`test_mistakes_in_time`); together they are the whole table, M1 to M31.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from service.features.roster.comparing import roster_changes
from service.features.roster.oneroster import read_bundle
from sheet_templates.edits import Plan
from sheet_templates.plan import plan
from sheet_templates.school import Role
from sheet_templates.wording import Words, sentences
from sync.domain.audit import FindingKind, Held, Known, Repair, judge_protections, judge_sharing
from sync.domain.obstacles import copy_message
from sync.errors import GoogleError, RosterError
from tests.domain.built_class import BuiltClass
from tests.judging import test_mistakes
from tests.judging import test_mistakes_in_time as in_time
from tests.judging.watched import FIRST_ROW, Watched
from tests.school_bundles import read_members, write_bundle, write_members
from tests.sheet_templates.living import (
    OWNER,
    TEACHER,
    URL,
    briefing,
    desired_of,
)

ROOT = Path(__file__).parents[2]
KNOWN = Known(
    names={OWNER: "Ada Abbott", TEACHER: "Ben Bell"},
    owners=frozenset({OWNER}),
    service="tracksheet@project.iam.gserviceaccount.com",
)


@pytest.fixture(scope="module")
def drawn(open_tracker: Callable[..., Watched]) -> Watched:
    """A tracker as it was drawn; tests that change it leave children and scores alone."""
    return open_tracker()


def held(person: str, **what: str) -> Held:
    described: dict[str, Any] = {
        "permission_id": person,
        "kind": "user",
        "address": person,
        "role": "writer",
    }
    return Held(**(described | what))


# ---- changes in bulk ----------------------------------------------------------------------------


def test_m11_find_and_replace_over_a_column_waits_for_a_word() -> None:
    built = BuiltClass(
        scores={f"c{n:02}": (400 + 7 * n,) for n in range(20)}, columns=("fall.reading",)
    )
    decision = built.then({child: (scores[0] + 1,) for child, scores in built.scores.items()})
    assert (decision.changes, [one.message for one in decision.doubts]) == (
        0,
        [
            (
                "20 of 20 scores of Fall reading were changed at once, as by find and replace. "
                "The earlier scores stay. If that is right, accept it; else undo it (File, "
                "Version history)."
            )
        ],
    )


def test_m31_a_list_pasted_one_row_off_waits_for_a_word() -> None:
    chance = Random(7)
    earlier = [chance.randint(380, 620) for _ in range(14)]
    children = [f"c{n:02}" for n in range(14)]
    built = BuiltClass(
        scores={child: (one, None) for child, one in zip(children, earlier, strict=True)},
        columns=("fall.reading", "spring.reading"),
    )
    slipped = [401, *(one + 25 + chance.randint(-15, 15) for one in earlier[:-1])]
    decision = built.then(
        {child: (one, new) for child, one, new in zip(children, earlier, slipped, strict=True)}
    )
    assert (decision.changes, [one.message for one in decision.doubts]) == (
        0,
        [
            (
                "14 new scores of Spring reading fit the children's own earlier scores clearly "
                "better one row higher: the list may have been pasted one row off. They are not "
                "taken yet. If they are right, accept them; else paste the list again."
            )
        ],
    )


# ---- rows and the roster ------------------------------------------------------------------------


def test_m18_a_file_of_part_of_the_school_asks_before_it_closes_rows(tmp_path: Path) -> None:
    whole = read_bundle(write_bundle(tmp_path / "whole.zip", students_per_class=8)).roster
    there = {one.sourced_id for one in whole.students if one.grade == "01"}
    part = replace(
        whole,
        students=tuple(one for one in whole.students if one.sourced_id in there),
        enrollments=tuple(one for one in whole.enrollments if one.student in there),
    )
    changes = roster_changes(whole, part)
    assert changes.ends_too_much
    assert changes.warning == "It would end 8 of 16 enrollments (50 %)."
    assert not roster_changes(whole, whole).ends_too_much


def test_m17_and_m20_an_id_that_stands_twice_is_named_with_its_rows_before_anything_is_written(
    tmp_path: Path,
) -> None:
    path = write_bundle(tmp_path / "twice.zip")
    members = read_members(path)
    lines = members["users.csv"].decode().splitlines(keepends=True)
    members["users.csv"] = "".join([*lines, lines[5]]).encode()
    write_members(path, members)
    with pytest.raises(RosterError) as refused:
        read_bundle(path)
    assert list(refused.value.problems) == [
        (
            'users.csv, line 15, sourcedId: "st-1-1" stands already in line 6; give each row an id '
            "of its own, or take one of the two out"
        )
    ]


def test_m21_a_row_deleted_by_hand_is_stated_and_its_history_stays(
    fresh_tracker: Callable[..., Watched],
) -> None:
    watched = fresh_tracker()
    watched.type("J10:J11", [501], [512])
    watched.sync()
    known = watched.values()
    student = watched.tracker.tab("students").cell(FIRST_ROW, 4).entered["stringValue"]
    rows = {"sheetId": watched.sheet_id, "dimension": "ROWS", "startIndex": FIRST_ROW}
    watched.edit({"deleteDimension": {"range": rows | {"endIndex": FIRST_ROW + 1}}})
    assert [one.message for one in watched.sync().doubts] == [
        (
            f"The row of {student} is gone. Undo its removal (File, Version history); its entries "
            "stay as they were."
        )
    ]
    assert watched.values() == known, "nobody else's row has become another one"


def test_m15_a_change_of_the_roster_writes_our_own_columns_only(
    drawn: Watched, tmp_path: Path
) -> None:
    renamed = {("users", "st-2-3"): {"familyName": "Newname"}}
    school = briefing(tmp_path, renamed, students_per_class=5)
    edits = plan(desired_of(school), drawn.tracker.read())
    ours = drawn.expectation.tabs[0].service_columns
    tab = drawn.tracker.tab("students")
    keys = {tab.columns[at].key for row in edits.marked for at, _ in row.values}
    assert keys
    assert keys <= ours
    said = list(sentences(desired_of(school), edits, drawn.tracker.read(), Words()))
    assert said == [
        "write the name of Cora Newname as the roster has it",
        "bring the texts of Lists up to date",
    ]


def test_m28_a_column_whose_scores_are_imported_is_read_only_for_teachers(
    drawn: Watched, tmp_path: Path
) -> None:
    school = briefing(tmp_path, students_per_class=1)
    reading, *others = school.template.metrics
    imported = replace(reading, edited_by=(Role.DOCUMENT_OWNER,))
    template = replace(school.template, metrics=(imported, *others))
    tracker = drawn.tracker.server.draw(desired_of(replace(school, template=template)))
    with pytest.raises(GoogleError) as refused:
        tracker.type(TEACHER, "Students!J10", [512])
    assert refused.value.reason == (
        f"{URL} answered 400: You are trying to edit a protected cell or object. Please contact "
        "the spreadsheet owner to remove protection if you need to edit."
    )
    tracker.type(TEACHER, "Students!K10", [512])
    tracker.type(OWNER, "Students!J10", [512])


# ---- sharing, protections, copies ---------------------------------------------------------------


def test_m13_whole_rows_cannot_be_sorted_by_a_teacher_who_has_a_view_instead(
    drawn: Watched,
) -> None:
    width = drawn.tracker.tab("students").column_count
    area = {
        "sheetId": drawn.sheet_id, "startRowIndex": FIRST_ROW, "endRowIndex": FIRST_ROW + 5,
        "startColumnIndex": 0, "endColumnIndex": width,
    }  # fmt: skip
    spec = {"dimensionIndex": 6, "sortOrder": "ASCENDING"}
    with pytest.raises(GoogleError) as refused:
        drawn.edit({"sortRange": {"range": area, "sortSpecs": [spec]}}, person=TEACHER)
    assert refused.value.reason == (
        f"{URL} answered 400: Invalid requests[0].sortRange: You are trying to edit a protected "
        "cell or object. Please contact the spreadsheet owner to remove protection if you need to "
        "edit."
    )
    raw = drawn.tracker.server.service.read(
        drawn.tracker.spreadsheet_id, "sheets(properties.sheetId,filterViews(title,range))"
    )
    views = next(
        one["filterViews"] for one in raw["sheets"]
        if one["properties"]["sheetId"] == drawn.sheet_id
    )  # fmt: skip
    assert [one["title"] for one in views] == [
        "My students: Eli Flores", "Missing now", "Talk about at the review"
    ]  # fmt: skip


def test_m14_a_protection_that_somebody_removed_is_told_and_made_again(
    fresh_tracker: Callable[..., Watched],
) -> None:
    watched = fresh_tracker()
    lost = watched.tracker.tab("students").protections[0]
    watched.edit({"deleteProtectedRange": {"protectedRangeId": lost.protected_range_id}})
    snapshot, edits = watched.tracker.read(), watched.tracker.plan()
    (finding,) = judge_protections(snapshot, edits, KNOWN)
    assert (finding.kind, finding.repair, finding.sentence) == (
        FindingKind.PROTECTION_LOST,
        Repair.AT_ONCE,
        (
            f'The protection "{lost.description}" on the tab Students is gone: everybody who has '
            "the file can edit there."
        ),
    )
    watched.tracker.carry_out(edits)
    assert watched.tracker.plan() == Plan()


@pytest.mark.parametrize(
    ("permission", "sentence", "repair"),
    [
        (
            held("b.new@school.example"),
            "b.new@school.example can edit it and is not on this tracker's team.",
            Repair.AFTER_A_YES,
        ),
        (
            held("ben@mail.example"),
            "ben@mail.example can edit it and has no address of the school.",
            Repair.AFTER_A_YES,
        ),
        (
            held("anyone", kind="anyone", role="reader", address=""),
            "Anyone who has the link can view it.",
            Repair.AT_ONCE,
        ),
    ],
    ids=["M19 another address", "M19 a private address", "M26 the link"],
)
def test_m19_and_m26_who_is_not_on_the_team_is_told_and_gets_no_right(
    drawn: Watched, permission: Held, sentence: str, repair: Repair
) -> None:
    team = [held(one.email, role=one.role) for one in drawn.tracker.desired.permissions]
    findings = judge_sharing(drawn.tracker.desired, [*team, permission], KNOWN)
    assert [(one.sentence, one.repair) for one in findings] == [(sentence, repair)]


def test_m27_a_copy_is_named_with_its_link() -> None:
    assert copy_message("s-1.2026.01", "abc") == (
        "s-1.2026.01: somebody made a copy of its spreadsheet "
        "(https://docs.google.com/spreadsheets/d/abc). Nothing that is typed there is counted: "
        "type it in the tracker, and delete the copy."
    )


# ---- the whole table ----------------------------------------------------------------------------


def test_every_row_of_the_table_has_its_test() -> None:
    found = set()
    for module in (Path(__file__), *map(Path, (test_mistakes.__file__, in_time.__file__))):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        found |= {int(number) for name in names for number in re.findall(r"_m(\d+)(?=_)", name)}
    found |= {int(case.row[1:]) for case in test_mistakes.CELLS if case.row.startswith("M")}
    assert found == set(range(1, 32))
