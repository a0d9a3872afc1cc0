"""The commands about the milestones of the year."""

from pathlib import Path

import click

from service import list_columns
from service.commands.shared import ask, folder_option, format_option, tracker_option
from service.features.extracts import extract


@click.group()
def milestones() -> None:
    """The moments of the year at which people do something with the data."""


@milestones.command("list")
@tracker_option
@format_option
@folder_option
def list_milestones(tracker: str | None, shape: str, data_dir: Path) -> None:
    """Print all milestones of the year: who owes each, and how it stands."""
    rows = ask("milestones", {"tracker": tracker}, data_dir)
    click.echo(extract(rows, shape, list_columns.MILESTONES), nl=False)


@milestones.command("say")
@click.argument("milestone", metavar="MILESTONE")
@click.argument("said", metavar="SAID", type=click.Choice(["done", "not this time", "taken back"]))
@click.option("--note", metavar="TEXT", default="", help="What was decided; or why not this time.")
@click.option("--by", metavar="ID", help="Who says so, by staff id; the document owner otherwise.")
@folder_option
def say_of_milestone(milestone: str, said: str, note: str, by: str | None, data_dir: Path) -> None:
    """Say of MILESTONE that it is done, or not this time, or take back what was said."""
    options = {"milestone": milestone, "said": said, "note": note, "by": by}
    done = ask("milestone_say", options, data_dir)
    click.echo(f"{done['title']}: {done['said']}.")


COMMANDS = (milestones,)
