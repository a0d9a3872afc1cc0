"""All that the program writes into a spreadsheet is in the language of its template."""

import json
import re
from calendar import day_abbr, month_abbr
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from local_sheets.wire import create_app
from service.features.trackers.briefing import Briefing
from service.speech import MARKED, speech
from sheet_templates.closing import close_plan
from sheet_templates.desired import DesiredTracker, Projections, desired_tracker
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.drawing import Cell, Formula
from sheet_templates.library import shipped_template
from sheet_templates.model import Language, TrackerTemplate
from sheet_templates.parsing import template_text
from sheet_templates.school import StaffMember, Student
from sync.domain.excuses import excuses_of
from sync.domain.projections import TrackerFacts, projections_of
from tests.sheet_templates.living import SERVICE, URL, LivingServer, LivingTracker, write_people
from tests.sheet_templates.peoples_cells import type_everything, typed_values
from tests.sheet_templates.revising import take_out_a_column
from tests.sheet_templates.spare_rows import with_spare_rows
from tests.sheet_templates.test_planner_laws import assert_kept, settle
from tests.sheet_templates.test_variants import shown as shown_in
from tests.words import unsaid

TODAY = date(2027, 4, 26)
OF_PROGRAMS = {"key", "class", "level_key", "student_id", "owed_from", "owed_until"}
"""Columns that hold keys, which nobody reads as words."""
CALENDAR = (*month_abbr[1:], *day_abbr)
"""A day's names, which a formula has one by one, each between half a pair of marks."""
SCALE = ("yes", "no")
"""What is typed on a scale of yes and no, in every language."""
_TEXT = re.compile(r'"((?:[^"]|"")*)"')
_AUTHORS = {"title", "header", "help", "why", "purpose", "instrument", "code", "meaning"}
_AUTHORS |= {
    "supports",
    "chosen_by",
    "choices",
    "levels",
    "level",
    "mastery",
    "unit",
    "words",
    "what",
}


def shown(drawn: DesiredTracker) -> Iterator[str]:
    """The texts that people see in a tracker, those that formulas make too."""
    yield drawn.title
    for tab in drawn.tabs:
        yield tab.title
        yield from (one.message for one in tab.validations if one.message)
        yield from (one.title for one in tab.filter_views)
        yield from (one.description for one in tab.protections)
        for cell in cells_of(tab):
            yield from said_in(cell)


def cells_of(tab: DesiredTab) -> Iterator[Cell]:
    for row in tab.rows:
        if not row.key.startswith("fact."):
            cells = {**row.begins_with, **row.cells}
            yield from (cell for key, cell in cells.items() if key not in OF_PROGRAMS)


def said_in(cell: Cell) -> Iterator[str]:
    if isinstance(cell.value, Formula):
        yield from _TEXT.findall(cell.value.text)
    elif isinstance(cell.value, str):
        yield cell.value
    yield cell.note or ""


def written_in(part: Any, name: str = "") -> Iterator[str]:
    """What the author of a template wrote for people."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from written_in(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from written_in(value, name)
    elif isinstance(part, str) and name in _AUTHORS:
        yield part


def own_words(school: Briefing) -> re.Pattern[str]:
    roster = school.roster
    people: list[StaffMember | Student] = [*roster.staff, *roster.students]
    words = {
        *written_in(json.loads(template_text(school.template))),
        *(name for one in people for name in (one.given_name, one.family_name, one.sourced_id)),
        *(one.title for one in roster.classes),
        *(one.title for one in roster.school_year.grading_periods),
        roster.school.name,
        roster.school_year.title,
        *CALENDAR,
        *SCALE,
    }
    found = sorted(filter(None, words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize("name", ["student_tracker_k3", "mtss_monitoring"])
def test_a_spreadsheet_says_nothing_of_its_own_around_the_catalogue(
    school: Briefing, name: str
) -> None:
    one = replace(school, template=with_spare_rows(shipped_template(name), 2), today=TODAY)
    brief = one.brief("01", SERVICE)
    status = projections_of(
        (), brief.checkpoints, TrackerFacts(newest=TODAY), excuses_of(()), TODAY
    ).status
    told = replace(brief, tell=speech(MARKED).tell, projections=Projections(status=status))
    own = own_words(one)
    texts = list(shown(desired_tracker(told)))
    assert any("⟦Why we keep it⟧" in text for text in texts)
    assert [(text, left) for text in texts if (left := unsaid(text, own))] == []


@pytest.mark.slow
def test_a_tracker_that_changes_to_spanish_is_all_in_spanish_and_keeps_what_was_typed(
    tmp_path: Path, school: Briefing
) -> None:
    write_people(tmp_path)
    app = create_app(tmp_path, today=TODAY, base_url=URL)
    english = LivingServer(app=app, folder=tmp_path).draw(
        desired_tracker(school.brief("01", SERVICE))
    )
    assert shown_in(english, "to_do") == "2 missing, 2 due Fri 7 May"
    template = replace(school.template, language=Language.SPANISH)
    tracker = following(school, template, english)
    settle(tracker, tracker.plan())
    assert shown_in(tracker, "to_do") == "faltantes: 2, para el vie 7 de may: 2"
    (view,) = [one for one in tracker.tab("students").filter_views if "Missing" in one.title]
    assert view.criteria[0].operands == ("faltante",)
    type_everything(tracker)
    typed = typed_values(tracker.read(), tracker)
    tracker = following(school, take_out_a_column(template), tracker)
    assert_kept(typed, typed_values(settle(tracker, tracker.plan()), tracker))
    assert protections(tracker) >= {"Ya no se pide: se conserva como estaba"}
    tracker.carry_out(close_plan("t", tracker.read(), frozenset({SERVICE}), speech("es").tell))
    assert protections(tracker) >= {"El año escolar terminó: se conserva como estaba"}
    assert not {one for one in protections(tracker) if "kept as it was" in one}
    app.close()


def following(school: Briefing, template: TrackerTemplate, tracker: LivingTracker) -> LivingTracker:
    """The tracker on its way to another version of its template."""
    brief = replace(school, template=template).brief("01", SERVICE)
    return replace(tracker, desired=desired_tracker(replace(brief, before=(school.template,))))


def protections(tracker: LivingTracker) -> set[str]:
    return {one.description for tab in tracker.read().tabs for one in tab.protections}


def test_yes_and_no_are_chosen_in_spanish_and_may_be_typed_in_english(school: Briefing) -> None:
    template = replace(shipped_template("mtss_monitoring"), language=Language.SPANISH)
    drawn = desired_tracker(replace(school, template=template).brief("01", SERVICE))
    (students,) = [tab for tab in drawn.tabs if tab.key == "students"]
    codes = tuple(one.code for one in template.excuse_codes)
    lists = [one.operands for one in students.validations if one.condition == "ONE_OF_LIST"]
    assert ("sí", "no", *codes) in lists
    (known,) = [row for row in students.rows if row.key == "fact.lowest"]
    assert "|sí|no|yes|" in {cell.value for cell in known.cells.values()}
