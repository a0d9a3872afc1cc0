"""Everything of a start that can fail cheaply, before anything is started or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from service.calendars import school_calendar
from service.embedded import check_ports
from service.features.roster.roster_import import RosterImport
from service.folder import DataFolder, Ports
from service.settings import read_settings
from service.store_place import has_store, store_place
from sheet_templates.errors import TracksheetError
from sheet_templates.library import shipped_template
from sync.store.engine import open_store
from sync.store.school import school

ROOT = Path(__file__).resolve().parent.parent
DEMO_DATA = ROOT / "scripts" / "demo_data"
DAYS_BEFORE_THE_END = 4  # the demo's date: all windows past, the year not yet over


class StartError(TracksheetError):
    """The main job cannot start; names what is in the way and the flag that helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was asked for on the command line."""

    folder: DataFolder
    ports: Ports
    once: bool
    as_json: bool
    today: date | None
    roster: Path | None
    scores: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demo's files and its date; typed before, the files are not read again."""

    roster_path: Path
    scores_path: Path
    today: date


@contextmanager
def prepared(choices: Choices) -> Iterator[Demo | None]:
    """What the demo is, None for a real school; the folder knows ports and demo and is held.

    Errors come before anything is written, but for the folder itself.
    """
    _check_choices(choices)
    folder = choices.folder
    folder.prepare()
    with folder.starting():
        with folder.lock():
            demo = _choose_demo(choices)
            check_ports(choices.ports)
            folder.keep_ports(choices.ports)
            if demo is not None:
                _keep(folder, demo)
        yield demo


def _check_choices(choices: Choices) -> None:
    if (choices.roster is None) != (choices.scores is None):
        raise StartError("--roster and --scores belong together; give both or neither.")
    if not read_settings().is_embedded:
        raise StartError(
            "A sign-in at Google is set (TRACKSHEET_GOOGLE_SIGN_IN or _KEY_FILE), and this command "
            "works on the local server only. Unset it, or use `tracksheet serve` for the school in "
            "Google."
        )


def _choose_demo(choices: Choices) -> Demo | None:
    """The demo's files: those named now, else those of last time, else the shipped ones."""
    folder = choices.folder
    held, kept = _school_in(folder), folder.demo()
    if held is not None and kept is None:
        if choices.today or choices.roster:
            raise StartError(
                f"{folder.path} holds a real school, not a demo; --today, --roster and --scores "
                "are for a demo. Choose another folder with --data-dir."
            )
        return None
    roster_path, scores_path = _files(choices, kept)
    if kept is not None and kept.get("is_typed") and choices.roster is None:
        before = date.fromisoformat(kept["today"])
        return Demo(roster_path=roster_path, scores_path=scores_path, today=choices.today or before)
    end = _last_day(folder, roster_path, scores_path, held)
    before = date.fromisoformat(kept["today"]) if kept else end - timedelta(DAYS_BEFORE_THE_END)
    return Demo(roster_path=roster_path, scores_path=scores_path, today=choices.today or before)


def _files(choices: Choices, kept: dict[str, Any] | None) -> tuple[Path, Path]:
    if choices.roster is not None and choices.scores is not None:
        return choices.roster.resolve(), choices.scores.resolve()
    if kept is not None:
        return Path(kept["roster"]), Path(kept["scores"])
    return DEMO_DATA / "star_school7.zip", DEMO_DATA / "star_school7_scores.csv"


def _last_day(folder: DataFolder, roster_path: Path, scores_path: Path, held: str | None) -> date:
    """The school year's last day, after everything in the files was found to be right."""
    from scripts.demo import read_scores  # noqa: PLC0415 - loads pandas, at a first start only
    from service.features.roster.oneroster import read_bundle  # noqa: PLC0415 - see above

    template = shipped_template()
    bundle = read_bundle(roster_path)
    _refuse_another_school(folder, bundle, held)
    school_calendar(bundle.roster.school_year, template.cadence, read_settings().zone)
    read_scores(scores_path, bundle.roster, template)
    return bundle.roster.school_year.ends_on


def _refuse_another_school(folder: DataFolder, bundle: RosterImport, held: str | None) -> None:
    named = bundle.roster.school.sourced_id
    if held is not None and held != named:
        raise StartError(
            f"{folder.path} holds the school {held}, and the bundle is for {named}. "
            "Choose another folder with --data-dir."
        )


def _school_in(folder: DataFolder) -> str | None:
    """The sourcedId of the school that the folder holds."""
    if not has_store(folder):
        return None
    store = open_store(store_place(folder, read_settings()))
    try:
        with store.reading() as tx:
            found = school(tx)
    finally:
        store.close()
    return found.sourced_id if found else None


def _keep(folder: DataFolder, demo: Demo) -> None:
    kept = folder.demo() or {}
    folder.keep_demo(
        {
            "today": demo.today.isoformat(),
            "roster": str(demo.roster_path),
            "scores": str(demo.scores_path),
            "is_typed": bool(kept.get("is_typed")),
        }
    )
