"""The spreadsheet's colours, the duties in the store and the pages say the same, day after day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from local_sheets import clock
from local_sheets.formulas.evaluation import LOOK, with_looks
from local_sheets.workbook import Tab, Workbook
from service.duty_facts import DutyFacts
from service.features.desk.view import desk_of
from service.features.health.year import year_line
from service.overview import Overview
from service.reading import SchoolReader
from service.speech import ENGLISH
from sheet_templates import looks
from sheet_templates.desired.students import FACT_ROWS, FIRST_STUDENT_ROW
from sheet_templates.drawing import Look
from sheet_templates.google_json import color_text
from sync.domain.completeness import Completeness, by
from sync.domain.duties import SCORES, DutyState
from sync.domain.moments import Moment
from sync.duty_round import DutyRound
from sync.store.duties import duties_on, held_duties
from tests.acceptance.changing_school import write_version
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened

pytestmark = pytest.mark.slow

STEP = timedelta(days=3)
TYPED: list[list[str | float]] = [
    ["", "", 550, 610],
    [540, 10_000_000, "EX", 600],
    ["abs", 530, "", ""],
    ["", "EX", "NA", "MOVED"],
    [500, 510, 520, 530],
    [500, "EX", 520, 530],
]
WORST_FIRST = (
    (looks.MISSING, DutyState.MISSING),
    (looks.OUT_OF_RANGE, DutyState.UNREADABLE),
    (looks.LATE, DutyState.LATE),
    (looks.OPEN, DutyState.OPEN),
    (looks.NOT_OWED, DutyState.NOT_OPEN),
    (None, DutyState.COMPLETE),
    (looks.EXCUSED, DutyState.EXCUSED),
)
ByDuty = dict[tuple[str, str], DutyState]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Three classes of two children; each has typed something else into its four columns."""
    folder: Path = tmp_path_factory.mktemp("colours")
    bundle = write_bundle(folder / "school.zip", classes=3, students_per_class=2, grades=("01",))
    keep_date(folder / "school", date(2026, 8, 17))
    with opened(folder / "school") as made:
        made.run("import_roster", path=str(bundle))
        made.run("provision")
        (spreadsheet,) = made.spreadsheets().values()
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!J10"
        made.gateway().http.request(
            "put", url, params={"valueInputOption": "RAW"}, json={"values": TYPED}
        )
        made.run("sync")
        yield made


def coloured(school: Opened, today: date) -> ByDuty:
    """The state of each class and window as the worst colour of its cells says it."""
    found: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for tab in students_tabs(school, today):
        for row in range(FIRST_STUDENT_ROW, len(tab.row_ids)):
            for column in range(9, 13):
                window = str(typed(tab, FACT_ROWS.index("key"), column)).partition(".")[0]
                found[str(typed(tab, row, 1)), window].append(colour_of(tab, row, column))
    return {duty: worst(colours) for duty, colours in found.items()}


def students_tabs(school: Opened, today: date) -> Iterator[Tab]:
    """The tab Students of each spreadsheet, as it shows itself on that day."""
    for spreadsheet in school.spreadsheets().values():
        workbook = school.app.storage.workbook(spreadsheet)
        assert isinstance(workbook, Workbook)
        shown = with_looks(workbook, clock.Moment(today=today))
        yield next(tab for tab in shown.tabs if tab.title == "Students")


def typed(tab: Tab, row: int, column: int) -> Any:
    return next(iter(tab.cell(row, column).get("userEnteredValue", {"": None}).values()))


def worst(colours: list[Any]) -> DutyState:
    """The state that the worst of these colours says."""
    return next(state for look, state in WORST_FIRST if _said(look) in colours)


def _said(look: Look | None) -> Any:
    return None if look is None else (look.background, look.color)


def colour_of(tab: Tab, row: int, column: int) -> Any:
    """The colours of a cell and of what it says."""
    look = tab.cell(row, column).get(LOOK)
    if look is None:
        return None
    text = look.get("textFormat", {})
    return color_text(look, "backgroundColor"), color_text(text, "foregroundColor")


def go_round(school: Opened, today: date) -> None:
    """The round of one night."""
    installation = school.installation
    DutyRound(
        store=installation.store,
        scope=installation.scope(),
        moment=Moment(
            today=today,
            zone=ZoneInfo(installation.zone()),
            at=datetime.now(UTC),  # noqa: TID251
        ),
        owed=DutyFacts(installation.briefing()).owed,
    ).over_all()


def kept(school: Opened) -> ByDuty:
    with school.installation.store.reading() as tx:
        return {
            (str(one.key.school_class), one.key.checkpoint): one.state
            for one in held_duties(tx, school.installation.scope())
            if one.key.column_group == SCORES
        }


def on_pages(school: Opened, today: date) -> ByDuty:
    """What a page would say of each class and window."""
    overview = seen_on(school, today)
    counts = by(
        overview.judged, lambda one: (str(one.expected.school_class), one.expected.checkpoint)
    )
    return {duty: _in_words(one) for duty, one in counts.items()}


def _in_words(counts: Completeness) -> DutyState:
    words = {"present": "complete"}
    return DutyState(words.get(counts.state.value, counts.state.value))


def seen_on(school: Opened, today: date) -> Overview:
    """What pages are made from on a day."""
    reader = school.installation.reader()
    overview = SchoolReader(
        store=reader.store,
        template=reader.template,
        today=lambda: today,
        is_demo=True,
        places=reader.places,
        own=reader.own,
    ).overview()
    assert overview is not None
    return overview


def test_colours_duties_and_pages_agree_on_every_class_all_year(school: Opened) -> None:
    days = [date(2026, 8, 20) + STEP * n for n in range(20)]
    days += [date(2027, 4, 10) + STEP * n for n in range(16)]
    seen: set[DutyState] = set()
    told: dict[date, ByDuty] = {}
    for today in days:
        go_round(school, today)
        colours = coloured(school, today)
        assert kept(school) == colours, today
        assert on_pages(school, today) == colours, today
        told[today] = colours
        seen |= set(colours.values())
    assert seen == {
        DutyState.NOT_OPEN,
        DutyState.OPEN,
        DutyState.LATE,
        DutyState.MISSING,
        DutyState.UNREADABLE,
        DutyState.COMPLETE,
    }
    for today, colours in told.items():
        with school.installation.store.reading() as tx:
            then = duties_on(tx, school.installation.scope(), today)
        assert {
            (str(one.key.school_class), one.key.checkpoint): one.state
            for one in then
            if one.key.column_group == SCORES
        } == colours


def test_a_tracker_that_tries_a_version_is_judged_by_it_everywhere(tmp_path: Path) -> None:
    """The version waits longer before a blank cell is missing."""
    bundle = write_bundle(
        tmp_path / "school.zip", classes=2, students_per_class=1, grades=("01", "02")
    )
    keep_date(tmp_path / "school", date(2026, 8, 17))
    with opened(tmp_path / "school") as school:
        school.run("import_roster", path=str(bundle))
        school.run("provision")
        patient = write_version(
            tmp_path, ("grace_instructional_days = 5", "grace_instructional_days = 9")
        )
        school.run("template_add", template=patient)
        trying, usual = (one["tracker"] for one in school.run("trackers"))
        school.run("template_apply", version=2, tracker=trying)
        fall = seen_on(school, date(2026, 8, 17)).judged_in[usual][0].checkpoint
        today = fall.missing_from

        go_round(school, today)
        colours, overview = coloured(school, today), seen_on(school, today)
        desk = {
            (standing.public_id, cell.window.key, _in_words(cell.counts))
            for standing, grade in zip(overview.trackers, desk_of(overview).classes, strict=True)
            for line in grade.classes
            for cell in line.cells
            if cell.counts is not None
        }
        lines = {
            (standing.public_id, one.window.key, _in_words(one.counts))
            for standing in overview.trackers
            for one in year_line(overview, standing, ENGLISH).windows
        }
        assert kept(school) == on_pages(school, today) == colours
        assert sorted(colours.values()) == ["late", "missing", "not open", "not open"]
        assert (trying, fall.key, DutyState.LATE) in lines
        assert (usual, fall.key, DutyState.MISSING) in lines
        assert lines == desk
