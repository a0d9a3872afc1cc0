"""The commands about what is owed: duties, excuses, and what is decided about flags."""

from datetime import datetime
from pathlib import Path

import click

from service import list_columns
from service.commands.shared import ask, folder_option, format_option, tracker_option
from service.features.extracts import extract

_DAY = click.DateTime(["%Y-%m-%d"])
_by_option = click.option(
    "--by", metavar="ID", help="Who says so, by staff id; the document owner otherwise."
)


@click.command()
@click.option("--on", "day", type=_DAY, metavar="DATE", help="As they stood on this school day.")
@tracker_option
@format_option
@folder_option
def duties(day: datetime | None, tracker: str | None, shape: str, data_dir: Path) -> None:
    """Who owes what, since when, and how it stands, or stood on a day."""
    options = {"on": day.date().isoformat() if day else None, "tracker": tracker}
    click.echo(extract(ask("duties", options, data_dir), shape, list_columns.DUTIES), nl=False)


@click.group()
def excuses() -> None:
    """Scores that somebody excused outside the spreadsheet."""


@excuses.command("list")
@format_option
@folder_option
def list_excuses(shape: str, data_dir: Path) -> None:
    """Print all excuses, also those that were withdrawn."""
    click.echo(extract(ask("excuses", {}, data_dir), shape, list_columns.EXCUSES), nl=False)


@excuses.command()
@click.argument("student", metavar="STUDENT")
@click.argument("code", metavar="CODE")
@click.option("--window", metavar="KEY", help="Only this window, as fall; all otherwise.")
@click.option("--metric", metavar="KEY", help="Only this metric, as reading; all otherwise.")
@click.option("--reason", metavar="TEXT", default="", help="Why, in a few words.")
@click.option("--from", "begins", type=_DAY, metavar="DATE", help="From this day; today otherwise.")
@click.option("--until", type=_DAY, metavar="DATE", help="Through this day; for good otherwise.")
@_by_option
@folder_option
def give(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    student: str,
    code: str,
    window: str | None,
    metric: str | None,
    reason: str,
    begins: datetime | None,
    until: datetime | None,
    by: str | None,
    data_dir: Path,
) -> None:
    """Excuse the scores of the child STUDENT with one of the template's codes."""
    options = {
        "student": student,
        "code": code,
        "checkpoint": window,
        "metric": metric,
        "reason": reason,
        "from_day": begins.date().isoformat() if begins else None,
        "until_day": until.date().isoformat() if until else None,
        "by": by,
    }
    done = ask("excuse_give", options, data_dir)
    click.echo(f"Excused as {done['code']}: {done['excuse']}. A score that is typed outweighs it.")


@excuses.command()
@click.argument("excuse", metavar="EXCUSE")
@folder_option
def withdraw(excuse: str, data_dir: Path) -> None:
    """Take the excuse EXCUSE back; it stays in the list."""
    ask("excuse_withdraw", {"excuse": excuse}, data_dir)
    click.echo(f"Withdrawn: {excuse}.")


@click.group(invoke_without_command=True)
@tracker_option
@format_option
@folder_option
@click.pass_context
def flags(ctx: click.Context, tracker: str | None, shape: str, data_dir: Path) -> None:
    """What somebody has to act on, and who; or, with a command, what was decided about it."""
    if ctx.invoked_subcommand is None:
        rows = ask("flags", {"tracker": tracker}, data_dir)
        click.echo(extract(rows, shape, list_columns.FLAGS), nl=False)


@flags.command()
@click.argument("flag", metavar="FLAG")
@click.option("--reason", metavar="TEXT", default="", help="What is being done about it.")
@_by_option
@folder_option
def acknowledge(flag: str, reason: str, by: str | None, data_dir: Path) -> None:
    """Say that somebody sees to the flag FLAG."""
    _move(flag, "acknowledged", reason, by, data_dir)


@flags.command()
@click.argument("flag", metavar="FLAG")
@click.option("--reason", metavar="TEXT", required=True, help="Why nothing needs to be done.")
@_by_option
@folder_option
def excuse(flag: str, reason: str, by: str | None, data_dir: Path) -> None:
    """Say that nothing can or need be done about the flag FLAG, and why."""
    _move(flag, "excused", reason, by, data_dir)


@flags.command()
@click.argument("flag", metavar="FLAG")
@click.option("--reason", metavar="TEXT", default="", help="Why it needs somebody again.")
@_by_option
@folder_option
def reopen(flag: str, reason: str, by: str | None, data_dir: Path) -> None:
    """Say that the flag FLAG needs somebody again."""
    _move(flag, "open", reason, by, data_dir)


@flags.command()
@click.argument("flag", metavar="FLAG")
@format_option
@folder_option
def history(flag: str, shape: str, data_dir: Path) -> None:
    """Print every step in the life of the flag FLAG."""
    rows = ask("flag_history", {"flag": flag}, data_dir)
    click.echo(extract(rows, shape, list_columns.FLAG_STEPS), nl=False)


def _move(flag: str, to: str, reason: str, by: str | None, data_dir: Path) -> None:
    options = {"flag": flag, "to": to, "reason": reason, "by": by}
    done = ask("flag_move", options, data_dir)
    click.echo(f"{done['flag']} is {done['state']}.")


COMMANDS = (duties, excuses, flags)
