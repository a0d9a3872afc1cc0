"""The part of `tracksheet template ...` that is about files; it needs no school and no service."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.commands.shared import ask, folder_option
from service.features.extracts import extract
from service.folder import DataFolder
from service.store_place import has_store

if TYPE_CHECKING:
    from service.template_files import FoundTemplate, TemplateFiles
    from sheet_templates.model import TrackerTemplate

DICTIONARY_FORMATS = ("markdown", "csv", "json")
FIRST_SOURCE = "student_tracker_k3"


def absolute(name: str) -> str:
    """A name as it is; the path of a file from the root, for the service runs elsewhere."""
    return str(Path(name).resolve()) if Path(name).suffix == ".toml" else name


@click.command("list")
@folder_option
def templates(data_dir: Path) -> None:
    """The templates that can be used: shipped ones and your own, and which one is in use."""
    used = ask("template_in_use", {}, data_dir) if _has_school(data_dir) else {"template": None}
    for found in _files(data_dir).all():
        click.echo(_line(found, used["template"]))
        for problem in found.problems:
            click.echo(f"    {problem}")


def _line(found: "FoundTemplate", used: str | None) -> str:
    origin = "shipped" if found.is_shipped else "own"
    if found.template is None:
        return f"{found.name} ({origin}): cannot be drawn"
    mark = "; in use" if found.template.key == used else ""
    told = f"{found.template.title}, one file per {_per(found.template)}"
    return f"{found.name} ({origin}{mark}): {told}"


def _per(template: "TrackerTemplate") -> str:
    return {"team": "grade", "class": "class"}.get(template.audience.value, "specialist")


@click.command("new")
@click.argument("name")
@click.option(
    "--from",
    "shipped",
    default=FIRST_SOURCE,
    show_default=True,
    metavar="SHIPPED",
    help="The shipped template that it begins as.",
)
@folder_option
def new(name: str, shipped: str, data_dir: Path) -> None:
    """Make a template of your own, NAME, as a copy of a shipped one."""
    file = _files(data_dir).new(name, shipped)
    click.echo(f"Wrote {file}. Change it, then `tracksheet template check {name}`.")


@click.command("check")
@click.argument("name", metavar="NAME|FILE")
@folder_option
def check(name: str, data_dir: Path) -> None:
    """All problems of a template at once, each with its place and remedy; then what to think about.

    Ends with 1 when it cannot be drawn.
    """
    from service.template_files import said_of  # noqa: PLC0415 - half a second of imports
    from sheet_templates.numbering import numbers  # noqa: PLC0415 - see above

    template = _files(data_dir).read(name)
    click.echo(f"{template.key} ({numbers(template, None)}): it can be drawn.")
    for remark in said_of(template):
        click.echo(f"  - {remark}")


@click.command("show")
@click.argument("name", metavar="[NAME|FILE]", required=False)
@folder_option
def show(name: str | None, data_dir: Path) -> None:
    """What people would see, tab by tab; without NAME, of the template in use."""
    from sheet_templates.showing import showing  # noqa: PLC0415 - half a second of imports

    click.echo("\n".join(showing(*_named(name, data_dir))))


@click.command("dictionary")
@click.argument("name", metavar="[NAME|FILE]", required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice(DICTIONARY_FORMATS),
    default=DICTIONARY_FORMATS[0],
    show_default=True,
    help="A table for documents, CSV for a spreadsheet, JSON for programs.",
)
@folder_option
def dictionary(name: str | None, shape: str, data_dir: Path) -> None:
    """The data dictionary: every column with its definition, values, owner, source, sensitivity."""
    from sheet_templates import dictionary as book  # noqa: PLC0415 - half a second of imports

    template, kept = _named(name, data_dir)
    rows = [asdict(entry) for entry in book.dictionary(template)]
    if shape == "markdown":
        click.echo("\n".join(book.markdown(template, kept)))
    else:
        click.echo(extract(rows, shape), nl=False)


@click.command("schema")
def schema() -> None:
    """The JSON Schema of a template file, for editors and programs."""
    from sheet_templates.parsing import schema_text  # noqa: PLC0415 - half a second of imports

    click.echo(schema_text(), nl=False)


def _named(name: str | None, data_dir: Path) -> "tuple[TrackerTemplate, int | None]":
    """The template in use with the number it is kept under; that of a file, which has none here."""
    from sheet_templates.parsing import template_of_text  # noqa: PLC0415 - see above

    if name is not None:
        return _files(data_dir).read(name), None
    kept = ask("template_kept", {}, data_dir)
    return template_of_text(kept["template"]), kept["version"]


def _files(data_dir: Path) -> "TemplateFiles":
    from service.template_files import TemplateFiles  # noqa: PLC0415 - half a second of imports

    return TemplateFiles(DataFolder(data_dir))


def _has_school(data_dir: Path) -> bool:
    return has_store(DataFolder(data_dir))


COMMANDS = (templates, new, check, show, dictionary, schema)
