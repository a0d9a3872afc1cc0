"""`tracksheet calendar ...`: the school's year, its days and its due dates."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from service.commands.shared import ask, folder_option, format_option
from service.features.extracts import extract
from sync.domain.school_calendar import DayType

DATES = ["band", "what", "on", "why"]
MOVED = ["band", "what", "was", "on", "why"]
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def calendar() -> None:
    """The school's year: its days, its grading periods, its due dates and reviews."""


@calendar.command()
@format_option
@folder_option
def show(shape: str, data_dir: Path) -> None:
    """Print the calendar that counts: every date of the year, and why one has moved."""
    _tell(ask("calendar_show", {}, data_dir), shape)


@calendar.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@format_option
@folder_option
def import_calendar(file: Path, shape: str, data_dir: Path) -> None:
    """Take a calendar (.ics, .csv, OneRoster .zip) as a draft, and preview its dates."""
    done = ask("calendar_import", {"path": str(file.resolve())}, data_dir)
    for notice in done["notices"]:
        click.echo(f"notice: {notice}", err=True)
    _tell(done, shape)
    click.echo("This is a draft. `calendar publish` makes it count.", err=True)


@calendar.command("snow-day")
@click.argument("day", metavar="DATE", type=_DAY)
@click.option("--reason", metavar="TEXT", default="", help="What people call it: heavy snow.")
@click.option("--only-preview", is_flag=True, help="Show what would move, change nothing.")
@format_option
@folder_option
def snow_day(
    day: datetime,
    reason: str,
    only_preview: bool,  # noqa: FBT001
    shape: str,
    data_dir: Path,
) -> None:
    """Enter a day without school because of the weather: open due dates after it move."""
    options = {"type": DayType.WEATHER.value, "title": reason, "only_preview": only_preview}
    _set_day(day, options, shape, data_dir)


@calendar.command("day")
@click.argument("day", metavar="DATE", type=_DAY)
@click.option(
    "--type",
    "kind",
    type=click.Choice([kind.value for kind in DayType], case_sensitive=False),
    required=True,
    help="What the day is to the school.",
)
@click.option("--title", metavar="TEXT", default="", help="What people call the day.")
@click.option("--only-preview", is_flag=True, help="Show what would move, change nothing.")
@format_option
@folder_option
def set_day(
    day: datetime,
    kind: str,
    title: str,
    only_preview: bool,  # noqa: FBT001
    shape: str,
    data_dir: Path,
) -> None:
    """Say what a day is: a make-up day, an emergency, or a day of school after all."""
    options = {"type": kind, "title": title, "only_preview": only_preview}
    _set_day(day, options, shape, data_dir)


@calendar.command()
@format_option
@folder_option
def preview(shape: str, data_dir: Path) -> None:
    """Print the dates that the draft would give, and which of them would move."""
    done = ask("calendar_preview", {}, data_dir)
    if done["draft"] is None:
        click.echo("There is no draft; this is the calendar that counts.", err=True)
    _tell(done, shape)


@calendar.command()
@format_option
@folder_option
def publish(shape: str, data_dir: Path) -> None:
    """Make the draft the calendar that counts."""
    done = ask("calendar_publish", {}, data_dir)
    click.echo(f"Published as version {done['published']}.", err=True)
    _tell(done, shape, only_moved=True)


def _set_day(day: datetime, options: dict[str, Any], shape: str, data_dir: Path) -> None:
    done = ask("calendar_day", {"day": day.date().isoformat(), **options}, data_dir)
    if done["published"] is not None:
        click.echo(f"Published as version {done['published']}.", err=True)
    _tell(done, shape, only_moved=True)


def _tell(done: dict[str, Any], shape: str, *, only_moved: bool = False) -> None:
    if shape == "json":
        click.echo(json.dumps(done, indent=2, ensure_ascii=False))
        return
    if shape == "csv":
        rows, columns = (done["moved"], MOVED) if only_moved else (done["dates"], DATES)
        click.echo(extract(rows, shape, columns), nl=False)
        return
    if not only_moved:
        click.echo("\n".join(done["summary"]) + "\n")
        click.echo(extract(done["dates"], shape, DATES), nl=False)
    if "moved" in done:
        title = "Dates that move:" if done["moved"] else "No date moves."
        click.echo(title if only_moved else f"\n{title}")
        if done["moved"]:
            click.echo(extract(done["moved"], shape, MOVED), nl=False)
    for remark in done["remarks"]:
        click.echo(f"look again: {remark}", err=True)
