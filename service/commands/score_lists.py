"""`tracksheet scores ...`: scores that exist elsewhere are taken over, not typed again."""

from pathlib import Path
from typing import Any

import click

from service.commands.shared import ask, folder_option
from sheet_templates.counting import counted


@click.group()
def scores() -> None:
    """Scores that another program has already."""


@scores.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--window", required=True, help="The window's key in the template, as fall.")
@click.option("--metric", required=True, help="The metric's key in the template, as reading.")
@click.option("--by", required=True, metavar="EMAIL", help="The document owner who says so.")
@click.option("--student-column", metavar="HEADER", help="Where the student's id stands.")
@click.option("--score-column", metavar="HEADER", help="Where the score stands.")
@click.option("--replace", is_flag=True, help="Also where another score stands already.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@folder_option
def import_scores(file: Path, data_dir: Path, *, yes: bool, **said: Any) -> None:
    """Write the scores of FILE (CSV or Excel, one line a student), after showing them.

    The file needs a column with the students' ids and one with the scores; without the options
    these are called "student id" and "score". Blank cells are filled; what people typed stays
    unless --replace is given.
    """
    options = {"path": str(file.resolve()), **said}
    planned = ask("score_list_plan", options, data_dir)
    cells = _show(planned)
    if not cells:
        click.echo("Nothing to write.")
        return
    if not yes:
        click.confirm(f"Write {counted(cells, 'score')}?", abort=True)
    agreed = {one["tracker"]: one["digest"] for one in planned["trackers"]}
    ask("score_list_take", options | {"agreed": agreed}, data_dir)
    click.echo(f"Wrote {counted(cells, 'score')} for {said['by']}.")


def _show(planned: dict[str, Any]) -> int:
    """Print what would be written and what is left as it is; how many cells."""
    for one in planned["trackers"]:
        click.echo(f"{one['tracker']}:")
        for line in one["cells"]:
            click.echo(f"  - {line}")
        for line in [*one["left"], *one["homeless"]]:
            click.echo(f"  - left: {line}", err=True)
    for line in planned["left_out"]:
        click.echo(line, err=True)
    return sum(len(one["cells"]) for one in planned["trackers"])
