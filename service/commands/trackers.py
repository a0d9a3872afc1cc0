"""The commands that shape trackers."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from service.commands.shared import ask, folder_option, format_option, tracker_option
from service.features.extracts import extract

_COLUMNS = ["tracker", "step"]


@click.command()
@tracker_option
@format_option
@folder_option
def plan(tracker: str | None, shape: str, data_dir: Path) -> None:
    """Say what `apply` would do; changes nothing."""
    print_reports(ask("plan", {"tracker": tracker}, data_dir), shape)


@click.command()
@tracker_option
@format_option
@folder_option
def apply(tracker: str | None, shape: str, data_dir: Path) -> None:
    """Make every tracker, or one, as it should be, and say what was done."""
    print_reports(ask("apply", {"tracker": tracker}, data_dir), shape)


@click.command()
@folder_option
def provision(data_dir: Path) -> None:
    """Apply where something is missing or has changed; reads no tracker that is up to date."""
    done = ask("provision", {}, data_dir)
    changed = f" {len(done['changed'])} brought up to date;" if done["changed"] else ""
    click.echo(f"Made {len(done['made'])};{changed} {len(done['as_they_were'])} were there.")


def print_reports(reports: Sequence[dict[str, Any]], shape: str) -> None:
    """Print what happened to each tracker; ends with 1 when a tracker cannot be planned."""
    if shape == "json":
        click.echo(json.dumps(reports, indent=2))
    elif shape == "csv":
        rows = [
            {"tracker": one["tracker"], "step": step} for one in reports for step in _steps(one)
        ]
        click.echo(extract(rows, shape, _COLUMNS), nl=False)
    else:
        for one in reports:
            click.echo(f"{one['tracker']}:")
            for step in _steps(one) or ["nothing to do"]:
                click.echo(f"  - {step}")
    if any(one["refused"] for one in reports):
        click.get_current_context().exit(1)


def _steps(report: dict[str, Any]) -> list[str]:
    return [*report["steps"], *(f"cannot be done: {why}" for why in report["refused"])]


@click.group()
def owner() -> None:
    """Who answers for the trackers: one person for each, at all times."""


@owner.command("hand-over")
@click.argument("tracker", required=False)
@click.argument("email")
@click.option("--all", "everything", is_flag=True, help="Every tracker of the school.")
@folder_option
def hand_over(tracker: str | None, email: str, *, everything: bool, data_dir: Path) -> None:
    """Make EMAIL the document owner of TRACKER, or of all, in one step."""
    if everything == (tracker is not None):
        raise click.UsageError("Name a tracker, or all of them with --all.")
    done = ask("hand_over", {"tracker": tracker, "email": email}, data_dir)
    click.echo(f"{done['owner']} answers for {', '.join(done['handed_over'])}.")


COMMANDS = (plan, apply, provision, owner)
