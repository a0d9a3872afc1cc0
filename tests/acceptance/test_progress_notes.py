"""Progress notes typed into a tracker: duty, flag and overview say the same of each, day by day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from service.reading import SchoolReader
from sync.domain.duties import NOTES
from sync.store.duties import duty_history, held_duties
from sync.store.flags import flags
from tests.acceptance.test_duty_colours import go_round
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened

pytestmark = pytest.mark.slow

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


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder: Path = tmp_path_factory.mktemp("notes")
    bundle = write_bundle(folder / "school.zip", classes=1, students_per_class=2, grades=("01",))
    keep_date(folder / "school", date(2026, 9, 7))
    with opened(folder / "school") as made:
        made.run("import_roster", path=str(bundle))
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
    with installation.store.reading() as tx:
        notes = [
            one for one in held_duties(tx, installation.scope()) if one.key.column_group == NOTES
        ]
        kinds = {one.kind for one in flags(tx, installation.scope()) if one.kind[:4] == "note"}
    reader = installation.reader()
    overview = SchoolReader(
        store=reader.store,
        template=reader.template,
        today=lambda: today,
        is_demo=True,
        places=reader.places,
    ).overview()
    assert overview is not None
    (owed,) = overview.notes
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
        reasons = [one.reason for one in duty_history(tx, school.installation.scope(), held.key)]
    assert "Due Tue 29 Sep, not Mon 14 Sep. The last note is of Tue 22 Sep." in reasons
    assert not [one for one in reasons if "score" in one]
