"""Pictures of every shipped template as each role opens it: `python -m scripts.tracker_pictures`.

A grade of the demo school, drawn into the local server, with some scores typed by its teachers and
some notes by the aide, looked at in Chromium. Writes docs/images/trackers/.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts.screenshots import CHROMIUM
from scripts.start_checks import DEMO_DATA, ROOT
from service.bootstrap import Installation, open_installation
from service.embedded import start_sheets
from service.features.trackers.briefing import Briefing
from service.folder import DataFolder
from service.turns import Turns
from sheet_templates.a1 import a1, column_letters
from sheet_templates.columns import Column, ColumnKind, TabKind
from sheet_templates.desired import Brief
from sheet_templates.desired.columns import DrawnColumn, Part, drawn_columns
from sheet_templates.desired.lists import student_label
from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sheet_templates.identity import stable_id
from sheet_templates.library import shipped_names
from sheet_templates.model import TrackerTemplate
from sheet_templates.roles import Role
from sheet_templates.school import StaffMember
from sync.google.gateway import Gateway

IMAGES = ROOT / "docs" / "images" / "trackers"
GRADE = "02"
SIZE = (1080, 470)  # pixels
AWAY = "Mr. Stone"  # has no role at the school


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One tracker on the local server."""

    name: str
    brief: Brief
    address: str
    spreadsheet_id: str

    def tab(self, key: str) -> str:
        """The address at which a tab of it opens."""
        gid = stable_id(self.brief.tracker_id, "tab", key)
        return f"{self.address}/spreadsheets/d/{self.spreadsheet_id}/edit#gid={gid}"

    def as_person(self, installation: Installation, person: StaffMember) -> Gateway:
        """Google as somebody."""
        return Gateway.of(installation.account, subject=person.email, label="pictures")


@contextmanager
def drawn(name: str) -> Iterator[Drawn]:
    """Grade 2's tracker of a template, in the middle of its second window, partly filled."""
    with TemporaryDirectory(prefix="tracksheet-pictures-") as place:
        folder = DataFolder(Path(place))
        folder.prepare()
        today = _import(folder, name)
        folder.keep_demo({"today": today.isoformat(), "roster": "", "scores": ""})
        with start_sheets(folder.sheets, 0, today) as child:
            address = child.wait_ready()
            with open_installation(folder.path, sheets_url=address) as installation:
                yield _made(installation, name, address)


def _import(folder: DataFolder, name: str) -> date:
    """Bring the roster in and choose the template; a day in the second window of grade 2."""
    roster = str(DEMO_DATA / "star_school7.zip")
    with start_sheets(folder.sheets, 0, None) as child:
        address = child.wait_ready()
        with open_installation(folder.path, sheets_url=address) as installation:
            turns = Turns(installation)
            turns.run("import_roster", {"path": roster}, _quietly)
            tried = turns.run("template_try", {"template": name}, _quietly)
            agreed = {"template": name, "agreed": tried["digest"]}
            turns.run("template_use", agreed, _quietly)
            second = _brief(installation.briefing()).checkpoints[1]
            return second.opens_on + timedelta(days=(second.due_on - second.opens_on).days // 2)


def _brief(briefing: Briefing) -> Brief:
    return briefing.brief(GRADE, "service@tracksheet.example")


def _quietly(_: str) -> None:
    """Nobody watches."""


def _made(installation: Installation, name: str, address: str) -> Drawn:
    turns, brief = Turns(installation), _brief(installation.briefing())
    turns.run("apply", {"tracker": brief.tracker_id}, _quietly)
    (made,) = (
        one for one in turns.run("trackers", {}, _quietly) if one["tracker"] == brief.tracker_id
    )
    tracker = Drawn(name=name, brief=brief, address=address, spreadsheet_id=made["spreadsheet_id"])
    _type_scores(installation, tracker)
    _type_records(installation, tracker)
    turns.run("sync", {"tracker": brief.tracker_id}, _quietly)
    turns.run("follow_up", {}, _quietly)  # what follows from what was typed stands in the rows
    return tracker


def _type_scores(installation: Installation, tracker: Drawn) -> None:
    """The first window nearly whole, of the second the first classes; the same every time."""
    brief, chance = tracker.brief, random.Random(tracker.name)  # noqa: S311 - no secret
    gateways = {
        role: tracker.as_person(installation, brief.people_of([role])[0])
        for role in (Role.TEACHER, Role.INTERVENTION_STAFF)
    }
    for at, column in enumerate(drawn_columns(brief)):
        if column.part is Part.SCORE:
            values = [[_score(brief, column, row, chance)] for row in range(len(brief.places))]
            place = f"{column_letters(at)}{FIRST_STUDENT_ROW + 1}"
            title = brief.template.students.title
            typist = gateways[column.editors[0]]
            typist.type_values(tracker.spreadsheet_id, f"{title}!{place}", values)


def _score(brief: Brief, column: DrawnColumn, row: int, chance: random.Random) -> Any:
    assert column.metric is not None
    assert column.checkpoint is not None
    number = [point.key for point in brief.checkpoints].index(column.checkpoint.key)
    if number > 1 or (number == 1 and row % 24 > 10) or chance.random() < 0.08:
        return ""
    if chance.random() < 0.04:
        return "ABS"
    return _plausible(brief, column, row, chance)


def _plausible(brief: Brief, column: DrawnColumn, row: int, chance: random.Random) -> Any:
    """A child's own place on the scale, around the cut, a little higher in each later window."""
    assert column.metric is not None
    assert column.checkpoint is not None
    metric, scale = column.metric, brief.template.scale_of(column.metric)
    window = [point.key for point in brief.checkpoints].index(column.checkpoint.key)
    place = (row * 37 % 61) / 61 + window * 0.06 + chance.uniform(-0.1, 0.1)  # about 0 to 1.1
    if not scale.is_numeric:
        return scale.words[min(len(scale.words) - 1, max(0, int(place * len(scale.words))))]
    lowest, highest = scale.lowest or 0, scale.highest or 0
    cut = metric.cut_of(brief.grade, column.checkpoint.key)
    middle, reach = _around(lowest, highest, cut)
    value = min(highest, max(lowest, middle + (place - 0.4) * reach))
    return round(value, scale.decimals) if scale.decimals else int(value)


def _around(lowest: float, highest: float, cut: float | None) -> tuple[float, float]:
    """Where the middle of a grade may lie, and how wide it spreads."""
    if cut is not None:
        return cut, min(highest - lowest, 2 * (highest - cut) or highest - lowest)
    return (lowest + highest) / 2 if highest <= 300 else lowest + 90, (highest - lowest) / 4


_READING = {
    "type": "Paired reading", "goal": "Reads a page without help", "who": "J. Cole",
    "support": "Paired reading", "seen": "Read two pages, stopped at long words",
    "strengths": "Looks back and corrects", "measure": "61 words", "next_step": "Split long words",
    "author": "J. Cole", "what": "Move to a smaller group", "outcome": "",
}  # fmt: skip
_OTHERS = {
    "k5_math": {
        "type": "Number talks", "goal": "Adds within 100 without counting on",
        "support": "Number talks", "seen": "Added tens first, then ones; lost one ten",
        "strengths": "Says how she got there", "measure": "14 facts",
        "next_step": "Ten frames for the odd ten",
    },
    "attendance_first": {
        "type": "Check in, check out", "goal": "Present four days of five",
        "support": "Check in, check out", "seen": "Came on time on four days",
        "strengths": "Greets everybody", "measure": "4 of 5 days",
        "next_step": "Keep the morning round",
    },
}  # fmt: skip
"""What the aide types in trackers that are not about reading."""


def _type_records(installation: Installation, tracker: Drawn) -> None:
    """Three rows on each tab that the aides add to."""
    brief = tracker.brief
    (aide, *_) = brief.people_of([Role.INTERVENTION_STAFF])
    gateway = tracker.as_person(installation, aide)
    for tab in brief.template.tabs_of(TabKind.RECORDS):
        if not set(tab.edited_by).issuperset({aide.role}):
            continue
        texts = _READING | _OTHERS.get(tracker.name, {})
        rows = [[_cell(brief, one, row, texts) for one in tab.drawn_columns] for row in range(3)]
        gateway.type_values(tracker.spreadsheet_id, f"'{tab.title}'!{a1(1, 1)}", rows)


def _cell(brief: Brief, column: Column, row: int, texts: Mapping[str, str]) -> Any:
    """What the aide types in a row of a tab of records."""
    begun = brief.checkpoints[0].opens_on + timedelta(days=9 * row)
    later = timedelta(days=60 if "end" in column.key else 0)
    typed = {
        ColumnKind.STUDENT: student_label(brief.places[row * 7]),
        ColumnKind.DATE: (begun + later).isoformat(),
        ColumnKind.METRIC: brief.template.drawn_metrics[0].title,
        ColumnKind.NUMBER: 3 + row if column.highest else 24 + row,
        ColumnKind.TEXT: texts.get(column.key, ""),
    }
    if column.choices and column.kind is not ColumnKind.STUDENT:
        return column.choices[1]
    return typed.get(column.kind, "")


def _shoot(page: Page, tracker: Drawn, who: StaffMember | None, tab: str) -> None:
    """Open a tab as somebody (None: as somebody without a role) and take its picture."""
    page.context.clear_cookies()
    page.goto("about:blank")  # another place in the same spreadsheet would load nothing anew
    page.goto(tracker.tab(tab))
    name = who.name if who else AWAY
    page.get_by_role("button", name=name).first.click()
    if who is not None:
        page.wait_for_selector("body[data-ready]", timeout=120_000)
        page.wait_for_timeout(700)
    else:
        page.get_by_role("heading", name="Not shared").wait_for()
    role = who.role.value.replace(" ", "-") if who else "outsider"
    target = IMAGES / f"{tracker.name}-{role}.png"
    page.screenshot(path=target)
    print(f"wrote {target.relative_to(ROOT)}, {target.stat().st_size:,} bytes")


def shots(template: TrackerTemplate, brief: Brief) -> list[tuple[StaffMember, str]]:
    """Who looks at which tab: each role at the one where its work is."""
    tabs = template.tabs_of(TabKind.RECORDS)
    return [
        (brief.team.teachers[0], "students"),
        (brief.team.intervention_staff[0], next(tab.key for tab in tabs if tab.key == "supports")),
        (brief.team.document_owner, "start"),
    ]


def main() -> None:
    """Make them all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        width, height = SIZE
        for name in shipped_names():
            with drawn(name) as tracker:
                context = chromium.new_context(
                    viewport={"width": width, "height": height}, locale="en-US"
                )
                page = context.new_page()
                for who, tab in shots(tracker.brief.template, tracker.brief):
                    _shoot(page, tracker, who, tab)
                if name == shipped_names()[0]:
                    _shoot(page, tracker, None, "start")
                context.close()
        chromium.close()


if __name__ == "__main__":
    main()
