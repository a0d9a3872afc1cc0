"""The commands that bring what people typed into the store, and look at what it was before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from service import list_columns
from service.commands.shared import (
    agree_to_cells,
    ask,
    folder_option,
    format_option,
    tracker_option,
)
from service.features.extracts import extract
from service.features.extracts.files import SHAPES, write_extract
from sheet_templates.counting import counted

by_option = click.option("--by", metavar="EMAIL", help="Who takes it out; written down.")


@click.command()
@tracker_option
@click.option("--full", is_flag=True, help="All trackers, whether they changed or not.")
@click.option("--dry-run", is_flag=True, help="Say in words what would change; store nothing.")
@folder_option
def sync(tracker: str | None, *, full: bool, dry_run: bool, data_dir: Path) -> None:
    """Read all trackers that changed, or one; then write what follows into them."""
    options = {"tracker": tracker, "full": full}
    if dry_run:
        _foretell(ask("sync_preview", options, data_dir))
        return
    done = ask("sync", options | {"follow": True}, data_dir)
    for notice in done["notices"]:
        click.echo(f"notice: {notice}", err=True)
    click.echo(f"Read {done['trackers_read']} trackers; {done['changes']} entries changed.")
    if done["followed"]:
        click.echo(f"{counted(done['followed'], 'tracker')} brought up to date with what is known.")


def _foretell(trackers: Sequence[dict[str, Any]]) -> None:
    """What would change; 1 when a tracker cannot be read."""
    if not trackers:
        click.echo("Nothing has changed.")
    for one in trackers:
        click.echo(f"{one['tracker']}:")
        lines = one["changes"] or ([] if one["failure"] else ["nothing would change"])
        for line in [*lines, *([one["failure"]] if one["failure"] else [])]:
            click.echo(f"  - {line}")
    if any(one["failure"] for one in trackers):
        click.get_current_context().exit(1)


@click.command()
@click.argument("student")
@format_option
@folder_option
def history(student: str, shape: str, data_dir: Path) -> None:
    """All that was ever entered for STUDENT (an id or a name), oldest first."""
    rows = ask("history", {"student": student}, data_dir)
    click.echo(extract(rows, shape, list_columns.HISTORY), nl=False)


@click.command()
@tracker_option
@folder_option
def replay(tracker: str | None, *, data_dir: Path) -> None:
    """Make the store again from the log of all that was read and decided, and compare."""
    trackers = ask("replay", {"tracker": tracker}, data_dir)
    for one in trackers:
        click.echo(f"{one['tracker']}: {_outcome(one)}")
        for line in one["differences"]:
            click.echo(f"  - {line}")
    if any(one["differences"] for one in trackers):
        click.get_current_context().exit(1)


def _outcome(one: dict[str, Any]) -> str:
    if not one["is_whole"]:
        return "its log does not reach back to its first read, so there is nothing to compare"
    played = f"{one['reads']} reads and {one['words']} decisions replayed"
    if one["begun_at"]:
        played += f" since {one['begun_at'][:10]}, when a child was erased and the log began anew"
    if one["other_rules"]:
        played += f" ({one['other_rules']} reads were judged under other rules)"
    return f"{played}; {'it came out otherwise' if one['differences'] else 'the store is the same'}"


@click.command()
@click.argument("tracker")
@click.option("--as-of", required=True, metavar="DATE", help="A day (its end), or a moment.")
@click.option("--by", required=True, metavar="EMAIL", help="The document owner who asks for it.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@folder_option
def restore(tracker: str, as_of: str, by: str, *, yes: bool, data_dir: Path) -> None:
    """Put TRACKER's entries back as they were, after showing what would be written."""
    options = {"tracker": tracker, "as_of": as_of, "by": by}
    planned = ask("restore_plan", options, data_dir)
    if not agree_to_cells(planned, yes=yes):
        return
    done = ask("restore", options | {"agreed": planned["digest"]}, data_dir)
    click.echo(f"Put back {len(done['cells'])} cells of {done['tracker']}, for {by}.")


@click.command()
@click.argument("target", metavar="PLACE", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "shape",
    type=click.Choice(SHAPES),
    default=SHAPES[0],
    show_default=True,
    help="A folder of CSV files, an Excel workbook, or a OneRoster bundle.",
)
@tracker_option
@click.option("--without-names", is_flag=True, help="Leave out names and all free text.")
@by_option
@folder_option
def export(
    target: Path,
    shape: str,
    tracker: str | None,
    *,
    without_names: bool,
    by: str | None,
    data_dir: Path,
) -> None:
    """Write entries, history, notes and issues to PLACE; who took them is written down."""
    options = {"shape": shape, "tracker": tracker, "without_names": without_names, "by": by}
    done = ask("export", options, data_dir)
    files = write_extract(done["tables"], done["columns"], shape, target)
    click.echo(f"Wrote {done['rows']} rows to {', '.join(str(file) for file in files)}.")


@click.command()
@format_option
@folder_option
def accesses(shape: str, data_dir: Path) -> None:
    """Who exported what, and when."""
    click.echo(extract(ask("accesses", {}, data_dir), shape, list_columns.ACCESSES), nl=False)


COMMANDS = (sync, history, replay, restore, export, accesses)
