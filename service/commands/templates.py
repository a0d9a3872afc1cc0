"""`tracksheet template ...`: the versions of the school's template."""

from pathlib import Path
from typing import Any

import click

from service.commands.shared import ask, folder_option, tracker_option
from service.commands.trackers import print_reports

_version = click.argument("version", type=click.IntRange(1))


@click.group()
def template() -> None:
    """The template that the trackers follow: its versions, a step on, a step back."""


@template.command("list")
@folder_option
def versions(data_dir: Path) -> None:
    """Every version, what it changes, and which trackers follow it."""
    for one in ask("template_versions", {}, data_dir):
        followed = ", ".join(one["trackers"]) or "no tracker"
        click.echo(f"{one['template']} version {one['version']}, followed by {followed}:")
        _list(one["changes"] or ["the first version"])


@template.command("add")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@folder_option
def add(file: Path | None, data_dir: Path) -> None:
    """Keep FILE as the next version; without FILE, the one shipped with the program.

    No tracker changes yet.
    """
    done = ask("template_add", {"path": str(file.resolve()) if file else None}, data_dir)
    click.echo(f"Version {done['version']}:")
    _list(done["changes"] or ["as the version before"])


@template.command("preview")
@_version
@tracker_option
@folder_option
def preview(version: int, tracker: str | None, data_dir: Path) -> None:
    """Say what VERSION would do to one tracker, or to all with counts; changes nothing."""
    done = ask("template_preview", {"version": version, "tracker": tracker}, data_dir)
    if tracker is not None:
        print_reports(done["trackers"], "table")
        return
    for one in done["counts"]:
        click.echo(f"{one['trackers']:>4} x {one['step']}")
    refused = [one for one in done["trackers"] if one["refused"]]
    if refused or not done["counts"]:
        print_reports(refused or done["trackers"], "table")


@template.command("apply")
@_version
@tracker_option
@folder_option
def follow(version: int, tracker: str | None, data_dir: Path) -> None:
    """Bring one tracker, or all, to VERSION."""
    _print_done(ask("template_apply", {"version": version, "tracker": tracker}, data_dir))


@template.command("undo")
@tracker_option
@folder_option
def undo(tracker: str | None, data_dir: Path) -> None:
    """Bring one tracker, or all, back to the version before."""
    _print_done(ask("template_undo", {"tracker": tracker}, data_dir))


def _print_done(done: dict[str, Any]) -> None:
    print_reports(done["trackers"], "table")
    click.echo(f"Version {done['version']} is in force.")


def _list(lines: list[str]) -> None:
    for line in lines:
        click.echo(f"  - {line}")
