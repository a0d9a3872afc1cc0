"""Progress notes: typed into a tracker or sent by card or page, duty and overview say the same.

A note that was sent stands in the spreadsheet once, as text, and is people's there.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.contacts import last_in_words, last_this_year
from service.note_changing import Asked, revise, withdraw
from service.notes import Notes, NoteSaid
from service.speech import ENGLISH
from service.template_files import TemplateFiles
from service.turns import Turns
from sheet_templates.filled import FILLED, NOTE_DUE
from sync.clock import SystemClock
from sync.domain.contacts import CONTACTS_TAB
from sync.domain.duties import NOTES, DutyState
from sync.domain.progress_notes import NoteSays
from sync.domain.record_rows import SEPARATOR
from sync.errors import NoteError
from sync.store.duties import held_duties
from sync.store.flags import flags
from tests.acceptance.test_duty_colours import (
    WORST_FIRST,
    colour_of,
    go_round,
    seen_on,
    students_tabs,
    typed,
    worst,
)
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened
from tests.store.looking_back import duty_reasons

pytestmark = pytest.mark.slow

DAY, SENT_ON = date(2026, 9, 30), date(2026, 9, 29)

SUPPORT: list[str | float] = [
    "Phonics",
    "small group",
    "3",
    "",
    "2026-09-07",
    "",
    "Ina 1",
    20,
    3,
    "",
    "active",
]


LEFT_TO_THE_SCHOOL = 'off = "Left to the school: whoever opens the file reads it."'


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder: Path = tmp_path_factory.mktemp("notes")
    bundle = write_bundle(folder / "school.zip", classes=1, students_per_class=2, grades=("01",))
    keep_date(folder / "school", date(2026, 9, 7))
    with opened(folder / "school") as made:
        made.run("import_roster", path=str(bundle))
        own = TemplateFiles(made.installation.folder).new("ours", "student_tracker_k3")
        text = own.read_text(encoding="utf-8")
        own.write_text(text.replace(LEFT_TO_THE_SCHOOL, ""), encoding="utf-8")
        agreed = made.run("template_try", template="ours")["digest"]
        made.run("template_use", template="ours", agreed=agreed)
        made.run("provision")
        yield made


def type_at(school: Opened, place: str, *row: str | float) -> None:
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/{place}"
    options = {"valueInputOption": "USER_ENTERED"}
    school.gateway().http.request("put", url, params=options, json={"values": [row]})
    school.run("sync")


def label(school: Opened) -> str:
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Lists!C3"
    found: str = school.gateway().http.request("get", url).json()["values"][0][0]
    return found


def told(school: Opened, today: date) -> tuple[str, str, set[str]]:
    """The state of the one note as duty and overview have it, and the kinds of flag raised."""
    go_round(school, today)
    installation = school.installation
    overview = seen_on(school, today)
    (owed,) = overview.notes
    with installation.store.reading() as tx:
        notes = [
            one for one in held_duties(tx, installation.scope()) if one.key.column_group == NOTES
        ]
        kinds = {one.kind for one in flags(tx, installation.scope()) if one.kind[:4] == "note"}
    assert owed.owed_by == notes[0].key.person
    return notes[0].state.value, owed.state.value, kinds


def test_a_note_is_owed_from_the_support_on_until_it_is_written(school: Opened) -> None:
    child = label(school)
    type_at(school, "Supports!B2", child, *SUPPORT)
    assert told(school, date(2026, 9, 8)) == ("not open", "not open", set())
    assert told(school, date(2026, 9, 14)) == ("open", "open", set())
    assert told(school, date(2026, 9, 15)) == ("late", "late", {"note late"})
    assert told(school, date(2026, 9, 22)) == ("missing", "missing", {"note missing"})
    type_at(school, "'Progress notes'!B2", "2026-09-22", child, "phonics", "Reads pairs.")
    assert told(school, date(2026, 9, 23)) == ("not open", "not open", set())
    assert told(school, date(2026, 9, 30)) == ("late", "late", {"note late"})
    with school.installation.store.reading() as tx:
        (held,) = (
            one
            for one in held_duties(tx, school.installation.scope())
            if one.key.column_group == NOTES
        )
        reasons = duty_reasons(tx, school.installation.scope(), held.key)
    assert "Due Tue 29 Sep, not Mon 14 Sep. The last note is of Tue 22 Sep." in reasons
    assert not [one for one in reasons if "score" in one]


def test_a_contact_that_is_typed_is_read_told_and_exported(school: Opened) -> None:
    child = label(school)
    type_at(school, "'Contacts with home'!B2", "9/29/2026", child, "not reached")
    type_at(school, "'Contacts with home'!B3", "2026-09-22", child, "Call", "grandmother", "Reads.")
    found = last_this_year(seen_on(school, DAY), child.rpartition(SEPARATOR)[2])
    told = "Last contact with home: Tuesday 22 September 2026, call."
    assert last_in_words(found, ENGLISH) == told
    notes = school.run("export")["tables"]["notes"]
    typed = [one["text"] for one in notes if one["tab"] == CONTACTS_TAB]
    assert any("grandmother" in one for one in typed)


def in_row(school: Opened) -> dict[str, str]:
    """What the first child's row says of supports and notes, as people see it."""
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!A1:ZZ10"
    rows = school.gateway().http.request("get", url).json()["values"]
    shown = dict(zip(rows[0], rows[9], strict=False))
    return {key: shown.get(key, "") for key in FILLED}


def test_the_childs_row_says_which_supports_and_when_the_last_note_was(school: Opened) -> None:
    on_that_day = replace(school.installation, clock=SystemClock(demo_date=DAY))
    type_at(school, "Goals!B2", label(school), "Reading", 400, 450, "2027-05-01")
    replace(school, turns=Turns(on_that_day)).run("follow_up")
    assert in_row(school) == {
        "tier": "3",
        "supports_now": "1",
        "last_note": "2026-09-22",
        "note_due": "2026-09-29",
        "on_track": "no score yet",
    }


def notes_of(school: Opened, follow: bool = True) -> Notes:  # noqa: FBT001, FBT002
    """The notes of the school; what follows a note is carried out at once, or not at all."""
    installation = school.installation
    return Notes(
        store=installation.store,
        now=installation.clock.now,
        follow=lambda tracker: school.run("follow_note", tracker=tracker) if follow else None,
    )


def saying(seen: str, strengths: str = "Asks.", noted_on: date = SENT_ON) -> NoteSays:
    return NoteSays(noted_on=noted_on, support="Phonics", seen=seen, strengths=strengths)


def said(*students: str, seen: str, once: str) -> NoteSaid:
    return NoteSaid(
        students=students,
        says=saying(seen),
        by="ai-1",
        source="test",
        once=once,
    )


def in_spreadsheet(school: Opened) -> list[list[Any]]:
    """The rows of the notes tab, from the date on, as they stand."""
    (spreadsheet,) = school.spreadsheets().values()
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Progress notes!B2:I9"
    shown = {"valueRenderOption": "UNFORMATTED_VALUE"}
    found = school.gateway().http.request("get", url, params=shown).json()
    return [row for row in found.get("values", []) if any(row)]


def writes(school: Opened) -> int:
    """How often something was written into a spreadsheet by us."""
    entries = school.app.log.report()["entries"]
    return sum(one["api"] == "sheets_write" and one["label"] == "follow_up" for one in entries)


def rows_stored(school: Opened) -> int:
    """How many rows of notes the store knows, wherever they stand."""
    overview = seen_on(school, DAY)
    (versions,) = overview.kept.records.values()
    return sum(one.tab == "notes" and one.is_there for one in versions)


def test_a_note_that_was_sent_counts_at_once_is_written_once_and_is_then_peoples(
    school: Opened,
) -> None:
    child = label(school)
    student = child.rpartition(" · ")[2]
    overview = seen_on(school, DAY)
    sent = said(student, seen='=IMPORTDATA("x")', once="a click")
    assert told(school, DAY)[0] == "late"
    school.run("follow_up")  # what it was behind in before
    before, there = writes(school), in_spreadsheet(school)
    (first,) = notes_of(school, follow=False).write(overview, sent)
    assert told(school, DAY) == ("not open", "not open", set())
    assert in_spreadsheet(school) == there
    (again,) = notes_of(school).write(overview, sent)
    (later,) = notes_of(school).write(overview, sent)
    assert (first.was_seen, again.was_seen, later.was_seen) == (False, False, True)
    assert first.public_id == later.public_id
    assert writes(school) == before + 1
    serial = (SENT_ON - date(1899, 12, 30)).days
    row = [serial, child, "Phonics", '=IMPORTDATA("x")', "Asks.", "", "", first.author]
    assert in_spreadsheet(school) == [row, *there]
    assert rows_stored(school) == len(there) + 1
    type_at(school, "'Progress notes'!E2", "Put right by hand.")
    school.run("follow_up")
    assert writes(school) == before + 1
    assert in_spreadsheet(school)[0][3] == "Put right by hand."
    assert rows_stored(school) == len(there) + 1
    assert told(school, DAY) == ("not open", "not open", set())


def test_one_note_on_a_group_lands_on_each_child_in_one_write_and_one_removed_stays_away(
    school: Opened,
) -> None:
    overview = seen_on(school, DAY)
    before, there = writes(school), len(in_spreadsheet(school))
    notes_of(school).write(overview, said("st-1-1", "st-1-2", seen="Read in turns.", once="group"))
    assert writes(school) == before + 1
    rows = in_spreadsheet(school)
    assert len(rows) == there + 2
    assert {str(row[1]).rpartition(" · ")[2] for row in rows[:2]} == {"st-1-1", "st-1-2"}
    (spreadsheet,) = school.spreadsheets().values()
    remove_second_row(school, spreadsheet)
    school.run("sync")
    notes_of(school).write(overview, said("st-1-1", seen="Another.", once="one more"))
    assert len(in_spreadsheet(school)) == there + 2
    assert writes(school) == before + 2


def remove_second_row(school: Opened, spreadsheet: str) -> None:
    """Somebody deletes the first note of the tab."""
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}"
    tabs = school.gateway().http.request("get", url).json()["sheets"]
    titles = {one["properties"]["title"]: one["properties"]["sheetId"] for one in tabs}
    span = {"sheetId": titles["Progress notes"], "dimension": "ROWS"}
    delete = {"deleteDimension": {"range": span | {"startIndex": 1, "endIndex": 2}}}
    school.gateway().http.request("post", f"{url}:batchUpdate", json={"requests": [delete]})


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"students": ()}, "Nobody is chosen; choose one student or several."),
        ({"students": ("nobody",)}, "No tracker has nobody."),
        ({"says": saying(" \n\x00 ")}, "What was seen is empty; write a sentence."),
        ({"says": saying("x" * 2_001)}, "What was seen has 2,001 characters; 2,000 is the most."),
        (
            {"says": saying("Fine.", "x" * 1_001)},
            "Strengths has 1,001 characters; 1,000 is the most.",
        ),
        (
            {"says": saying("Fine.", noted_on=date(2026, 10, 1))},
            "Thursday 1 October 2026 is still to come",
        ),
        (
            {"says": saying("Fine.", noted_on=date(2026, 1, 1))},
            "Thursday 1 January 2026 is before this school year",
        ),
    ],
)
def test_what_is_wrong_with_a_note_is_said_and_nothing_is_stored(
    school: Opened, wrong: dict[str, Any], problem: str
) -> None:
    before = rows_stored(school)
    asked = replace(said("st-1-1", seen="Fine.", once="wrong"), **wrong)
    with pytest.raises(NoteError) as refused:
        notes_of(school).write(seen_on(school, DAY), asked)
    assert any(one.startswith(problem) for one in refused.value.problems)
    assert rows_stored(school) == before


def asked_of(school: Opened, note: str, once: str) -> Asked:
    overview = seen_on(school, DAY)
    return Asked(
        notes=notes_of(school),
        overview=overview,
        person=overview.person("ai-1"),
        note=note,
        source="test",
        once=once,
    )


def by_hand(school: Opened, cell: str, *row: str) -> None:
    """Type a row as somebody else would; here it is our own account, so it is asked for."""
    type_at(school, f"'Progress notes'!{cell}", *row)
    school.run("sync", tracker="s-1.2026.01")


def test_what_an_author_says_anew_follows_in_one_write_until_people_have_changed_the_row(
    school: Opened,
) -> None:
    overview = seen_on(school, DAY)
    (note,) = notes_of(school).write(overview, said("st-1-1", seen="Raeds.", once="slip"))
    before, rows = writes(school), in_spreadsheet(school)
    assert [row[3] for row in rows].count("Raeds.") == 1
    for _ in range(2):
        revise(asked_of(school, note.public_id, "once"), saying("=Reads.", "Asks more."))
    assert writes(school) == before + 1
    (row,) = (row for row in in_spreadsheet(school) if row[3] == "=Reads.")
    assert row[4] == "Asks more."
    shown = notes_of(school).last(seen_on(school, DAY), "st-1-1", 9)
    (mine,) = (one for one in shown if one.seen == "=Reads.")
    assert mine.written is not None
    assert [one.seen for one in mine.written.earlier] == ["Raeds."]
    at = 2 + in_spreadsheet(school).index(row)
    by_hand(school, f"F{at}", "Put right by hand.")
    with pytest.raises(NoteError, match="is put right there"):
        revise(asked_of(school, note.public_id, "late"), saying("Too late."))
    with pytest.raises(NoteError):
        withdraw(asked_of(school, note.public_id, "late too"))
    assert writes(school) == before + 1


def test_a_withdrawn_note_empties_its_row_once_and_what_people_added_there_keeps_it(
    school: Opened,
) -> None:
    overview, there = seen_on(school, DAY), len(in_spreadsheet(school))
    (gone,) = notes_of(school).write(overview, said("st-1-1", seen="Wrong child.", once="wrong"))
    before = writes(school)
    for _ in range(2):
        withdraw(asked_of(school, gone.public_id, "gone"))
    assert writes(school) == before + 1
    assert len(in_spreadsheet(school)) == there
    assert "Wrong child." not in str(notes_of(school).last(seen_on(school, DAY), "st-1-1", 9))
    # The emptied row is anybody's: what is typed there is a note of its own, and stays.
    by_hand(school, "B2", "2026-09-29", label(school), "Phonics", "By hand.")
    school.run("follow_up")
    assert in_spreadsheet(school)[0][3] == "By hand."
    (first,) = (
        one
        for one in notes_of(school).last(seen_on(school, DAY), "st-1-1", 9)
        if one.seen == "By hand."
    )
    assert not first.is_proven

    (kept,) = notes_of(school).write(overview, said("st-1-1", seen="Next steps.", once="steps"))
    by_hand(school, "G2", "Call home.")
    withdraw(asked_of(school, kept.public_id, "not whole"))
    assert in_spreadsheet(school)[0][3:6] == ["Next steps.", "Asks.", "Call home."]


def test_a_note_that_is_withdrawn_before_it_is_written_never_comes_there(school: Opened) -> None:
    overview, there = seen_on(school, DAY), in_spreadsheet(school)
    away = notes_of(school, follow=False)
    (note,) = away.write(overview, said("st-1-2", seen="Never mind.", once="never"))
    withdraw(replace(asked_of(school, note.public_id, "at once"), notes=away))
    before = writes(school)
    school.run("follow_note", tracker=note.tracker)
    assert in_spreadsheet(school) == there
    assert writes(school) == before


ByChild = dict[str, DutyState]


def in_colours(school: Opened, today: date) -> ByChild:
    """The state of each child's notes as the colour of its row says it, and To do with it."""
    (tab,) = students_tabs(school, today)
    keys = [typed(tab, 0, at) for at in range(tab.column_count)]
    due, to_do = keys.index(NOTE_DUE), keys.index("to_do")
    found = {}
    for row in (9, 10):
        if typed(tab, row, due):
            state = worst([colour_of(tab, row, due)])
            child = str(typed(tab, row, 4))
            found[child] = state
            said = tab.cell(row, to_do)["effectiveValue"]["stringValue"].partition("note ")[2]
            assert said.partition(" ")[0] == _IN_TO_DO[state], (today, child, said)
    return found


_IN_TO_DO = {
    DutyState.NOT_OPEN: "",
    DutyState.OPEN: "due",
    DutyState.LATE: "late",
    DutyState.MISSING: "missing",
}


def kept_and_on_pages(school: Opened, today: date) -> tuple[ByChild, ByChild]:
    """The same as the store holds its duties, and as pages have it."""
    notes = seen_on(school, today).notes
    child_of = {one.support.key: one.support.student for one in notes}
    with school.installation.store.reading() as tx:
        held: set[tuple[str, DutyState]] = {
            (child_of[one.key.checkpoint], one.state)
            for one in held_duties(tx, school.installation.scope())
            if one.key.column_group == NOTES and one.state is not DutyState.NOT_OWED
        }
    pages = {(one.support.student, DutyState(one.state.value)) for one in notes}
    return _worst_of_each(held), _worst_of_each(pages)


def _worst_of_each(states: set[tuple[str, DutyState]]) -> ByChild:
    order = [state for _, state in WORST_FIRST]
    return dict(sorted(states, key=lambda one: order.index(one[1]), reverse=True))


def test_colours_to_do_duties_and_pages_agree_on_the_notes_of_each_child_on_twenty_days(
    school: Opened,
) -> None:
    """Two supports at two intervals; nothing is written while only days go by."""
    child, _, other = label(school).rpartition("st-1-1")
    assert not other
    rare = ["Counting", *SUPPORT[1:4], "2026-09-14", *SUPPORT[5:9], 3, "active"]
    type_at(school, "Supports!B3", f"{child}st-1-1", *rare)
    school.run("sync", tracker="s-1.2026.01")  # our own account typed it, so it is asked for
    seen: set[DutyState] = set()
    for day in range(20):
        today = date(2026, 9, 30) + timedelta(days=day)
        go_round(school, today)
        if day in {0, 10, 19}:
            on_that_day = replace(school.installation, clock=SystemClock(demo_date=today))
            before = writes(school)
            replace(school, turns=Turns(on_that_day)).run("follow_up")
            assert writes(school) - before == int(day == 0), today
        colours = in_colours(school, today)
        assert kept_and_on_pages(school, today) == (colours, colours), today
        seen |= set(colours.values())
    assert seen == set(_IN_TO_DO)
