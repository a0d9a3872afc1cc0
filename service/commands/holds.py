"""The commands about states that wait for somebody's word."""

from pathlib import Path

import click

from service import list_columns
from service.commands.shared import agree_to_cells, ask, folder_option, format_option
from service.features.extracts import extract

_by_option = click.option(
    "--by", required=True, metavar="EMAIL", help="The document owner who says so."
)


@click.group()
def hold() -> None:
    """Changes that are so large or odd that somebody has to say whether they are right."""


@hold.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are decided or over.")
@format_option
@folder_option
def list_holds(shape: str, data_dir: Path, *, everything: bool) -> None:
    """Print what waits for a word, and why."""
    rows = ask("holds", {"all": everything}, data_dir)
    click.echo(extract(rows, shape, list_columns.HOLDS), nl=False)


@hold.command()
@click.argument("hold_id", metavar="HOLD")
@_by_option
@folder_option
def accept(hold_id: str, by: str, data_dir: Path) -> None:
    """Say that HOLD is right: its tracker is read again, and the change is taken over."""
    done = ask("accept_hold", {"id": hold_id, "by": by}, data_dir)
    click.echo(f"Accepted {done['hold']} for {by}; {done['changes']} entries changed.")


@hold.command("put-back")
@click.argument("hold_id", metavar="HOLD")
@_by_option
@click.option("--yes", is_flag=True, help="Write without asking.")
@folder_option
def put_back(hold_id: str, by: str, *, yes: bool, data_dir: Path) -> None:
    """Say that HOLD is not right: write the earlier scores back, after showing them."""
    options = {"id": hold_id, "by": by}
    planned = ask("put_back_plan", options, data_dir)
    if not agree_to_cells(planned, yes=yes):
        return
    done = ask("put_back", options | {"agreed": planned["digest"]}, data_dir)
    click.echo(f"Put back {len(done['cells'])} cells of {done['tracker']}, for {by}.")


COMMANDS = (hold,)
