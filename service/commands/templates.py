"""`tracksheet template ...`: the school's template, its file and its versions."""

from pathlib import Path
from typing import Any

import click

from service.commands.shared import ask, folder_option, tracker_option
from service.commands.template_files import COMMANDS as FILE_COMMANDS
from service.commands.template_files import absolute
from service.commands.trackers import print_reports
from sheet_templates.errors import TemplateError

_version = click.argument("version", type=click.IntRange(1))


@click.group()
def template() -> None:
    """The template that the trackers follow: its file, its versions, another one."""


for _command in FILE_COMMANDS:
    template.add_command(_command)


@template.command("use")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@folder_option
def use(name: str, *, yes: bool, data_dir: Path) -> None:
    """Have this year's trackers and new ones follow the template NAME, after showing it all.

    NAME is a shipped template, one of your own, or a file. Nothing is done while something is in
    the way.
    """
    tried = ask("template_try", {"template": absolute(name)}, data_dir)
    for line in tried["changes"]:
        click.echo(f"  - {line}")
    for one in tried["counts"]:
        click.echo(f"{one['trackers']:>4} x {one['step']}")
    if tried["to_make"]:
        click.echo(f"apply will make {', '.join(tried['to_make'])}.")
    if tried["problems"]:
        raise TemplateError(f"{tried['template']} cannot be used now.", tried["problems"])
    if not yes:
        click.confirm(f"Use {tried['template']}?", abort=True)
    done = ask("template_use", {"template": absolute(name), "agreed": tried["digest"]}, data_dir)
    if done["trackers"]:
        print_reports(done["trackers"], "table")
    click.echo(f"The trackers follow {done['template']}, version {done['version']}.")


@template.command("versions")
@folder_option
def versions(data_dir: Path) -> None:
    """Every version that is kept, what it changes, and which trackers follow it.

    The school numbers them as it comes by them; the number in a file is its author's.
    """
    for one in ask("template_versions", {}, data_dir):
        followed = ", ".join(one["trackers"]) or "no tracker"
        click.echo(f"{one['template']}, kept as version {one['version']}, followed by {followed}:")
        _list(one["changes"] or ["the first version"])


@template.command("add")
@click.argument("name", metavar="[NAME]", required=False)
@folder_option
def add(name: str | None, data_dir: Path) -> None:
    """Keep NAME, a template of your own or a file, as the next version.

    Without NAME, the file with the key that the trackers follow: yours, or the shipped one. No
    tracker changes yet.
    """
    done = ask("template_add", {"template": name and absolute(name)}, data_dir)
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
    """Undo the last step: one tracker, or all, back to what was followed before.

    Of all trackers those go back that follow what the latest step led to.
    """
    done = ask("template_undo", {"tracker": tracker}, data_dir)
    print_reports(done["trackers"], "table")
    for one in done["went_back"]:
        click.echo(f"{one['tracker']} follows version {one['version']} of {one['template']} again.")


def _print_done(done: dict[str, Any]) -> None:
    print_reports(done["trackers"], "table")
    click.echo(f"Version {done['version']} is in force.")


def _list(lines: list[str]) -> None:
    for line in lines:
        click.echo(f"  - {line}")
