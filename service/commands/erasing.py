"""`tracksheet erase`: a child's data out of the spreadsheets, the store and its file, for good."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from service.commands.shared import ask, folder_option
from sheet_templates.counting import counted

_CALLED = {
    "entry_version": "states of entries, with all that went before",
    "row_version": "states of rows, kept as people typed them",
    "row_anchor": "rows",
    "cell_issue": "issues of cells",
    "held_state": "states that waited for a word",
    "excuse": "excuses",
    "progress_note": "notes",
    "progress_note_change": "notes, said anew",
    "restricted_note": "restricted notes",
    "restricted_note_change": "restricted notes, said anew",
    "note_access": "times that somebody read or wrote restricted notes",
    "not_mine": "answers that the child is not somebody's",
    "flag": "flags",
    "flag_transition": "changes of flags",
    "message": "letters that lose their text; those still waiting do not go out",
    "restoration": "lists of cells that were put back",
    "tracker_member": "places in trackers",
    "enrollment": "enrollments",
    "caseload_spell": "places in caseloads",
    "bundle_row": "rows of the roster",
    "student": "the child itself",
}
_OF_SENTENCES = "sentences of runs, duties and the audit that name the child"
_STAYS = (
    "backups made before: throw them away when their time is over, or make them anew",
    "Google's version history of the spreadsheets, and what is in its trash",
    "files that people exported or copied, and letters that were sent",
    "one line in `tracksheet accesses`: that something was erased, when and by whom",
)


@click.command()
@click.argument("student", required=False)
@click.option("--left-before", metavar="DATE", help="All whose last enrollment ended before it.")
@click.option("--yes", is_flag=True, help="Do it; without this it is only said what would be done.")
@click.option("--by", metavar="EMAIL", help="Who erases; written down.")
@click.option("--sweep", is_flag=True, help="Only finish an erasure that was broken off.")
@folder_option
def erase(
    student: str | None,
    left_before: str | None,
    by: str | None,
    data_dir: Path,
    *,
    yes: bool,
    sweep: bool,
) -> None:
    """Erase STUDENT (an id or a name), who has left, from the store and the spreadsheets.

    Without --yes it says what stands where, and changes nothing.
    """
    if [student is not None, left_before is not None, sweep].count(True) != 1:
        raise click.UsageError("Name a student, or give --left-before or --sweep.")
    if sweep:
        _say_swept(ask("erase_sweep", {}, data_dir)["is_swept"])
        return
    asked = {"student": student, "left_before": left_before, "by": by}
    planned = ask("erase_plan", asked, data_dir)
    if not planned["children"]:
        click.echo(f"Nobody's last enrollment ended before {left_before}.")
        return
    _say_plan(planned)
    if not yes:
        click.echo("Nothing was changed. To do it, say the same with --yes.")
        return
    agreed = [one["id"] for one in planned["children"]]
    done = ask("erase", asked | {"agreed": agreed}, data_dir)
    click.echo(f"Erased {counted(len(agreed), 'child', 'children')}.")
    _say_swept(done["is_swept"])
    ask("follow_up", {}, data_dir)


def _say_plan(planned: dict[str, Any]) -> None:
    _say("Who", map(_whom, planned["children"]))
    _say("In the store", _counts(planned["counts"]))
    _say("Trackers whose log of reads begins anew", planned["trackers"])
    _say("Rows that are emptied in spreadsheets", planned["rows"])
    _say("By hand first, else nothing is done", planned["by_hand"])
    _say("Out of reach; delete the rows there by hand", planned["out_of_reach"])
    _say("Texts of others that may mean the child; they stay, look at them", planned["mentions"])
    _say("What stays", _STAYS)
    if any(one["is_listed"] for one in planned["children"]):
        click.echo(
            "The newest roster still lists a child without an enrollment. Take it out of the "
            "student information system's export, else the next import brings id and name back."
        )


def _whom(child: dict[str, Any]) -> str:
    left = f"left on {child['left_on']}" if child["left_on"] else "nobody knows since when"
    return f"{child['name']} ({child['id']}), {left}"


def _counts(counts: dict[str, int]) -> Iterable[str]:
    yield from (f"{counts[name]} {said}" for name, said in _CALLED.items() if name in counts)
    rest = sum(count for name, count in counts.items() if name not in _CALLED)
    if rest:
        yield f"{rest} {_OF_SENTENCES}"


def _say(title: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    if listed:
        click.echo(f"{title}:")
    for line in listed:
        click.echo(f"  - {line}")


def _say_swept(is_swept: bool) -> None:  # noqa: FBT001
    if is_swept:
        click.echo("No bytes of it are left in the store's file.")
        return
    click.echo(
        "The store is on PostgreSQL: have its server run VACUUM FULL on this database, else bytes "
        "may be left in its files.",
        err=True,
    )
