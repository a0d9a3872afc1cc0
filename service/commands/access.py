"""`tracksheet audit` and `tracksheet access ...`: who can reach the trackers."""

from pathlib import Path
from typing import Any

import click

from service import list_columns
from service.commands.shared import ask, folder_option, format_option, tracker_option
from service.features.extracts import extract
from sheet_templates.school import Role

_AFTER_A_YES = "after a yes"
_ROLES = [role.value for role in Role if role is not Role.DOCUMENT_OWNER]


@click.command()
@click.option("--all", "everything", is_flag=True, help="Look at every tracker, not at a seventh.")
@click.option("--repair", is_flag=True, help="Put right what is found; strangers after a yes each.")
@click.option("--yes", is_flag=True, help="With --repair: yes to every stranger.")
@tracker_option
@format_option
@folder_option
def audit(
    everything: bool,  # noqa: FBT001
    repair: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    tracker: str | None,
    shape: str,
    data_dir: Path,
) -> None:
    """Look who can reach the trackers, and whether their protections hold; 1 if something stands.

    Without --all it looks at what Drive lists as changed and at a seventh of the rest.
    """
    done = ask("audit", {"all": everything, "tracker": tracker}, data_dir)
    if repair and done["findings"]:
        agreed = [
            (one["tracker"], one["key"])
            for one in done["findings"]
            if one["repair"] == _AFTER_A_YES and (yes or _agrees(one))
        ]
        done = ask("audit_repair", {"agreed": agreed, "tracker": tracker}, data_dir)
        click.echo(f"Repaired {done['repaired']}.", err=True)
    click.echo(f"Looked at {done['looked_at']} trackers.", err=True)
    columns = list_columns.FINDINGS if shape != "table" else list_columns.FINDINGS[:4]
    rows = [{name: one[name] for name in columns} for one in done["findings"]]
    click.echo(extract(rows, shape, columns), nl=False)
    if done["findings"]:
        click.get_current_context().exit(1)


def _agrees(finding: dict[str, Any]) -> bool:
    return click.confirm(f"{finding['tracker']}: {finding['finding']} Take it away?", err=True)


@click.group()
def access() -> None:
    """Who may do what, ending it, and lending it until a day."""


@access.command("list")
@format_option
@folder_option
def list_access(shape: str, data_dir: Path) -> None:
    """The policy table: who may do what in which tracker and why, as Google answers now."""
    rows = ask("access_list", {}, data_dir)
    click.echo(extract(rows, shape, list_columns.POLICY), nl=False)


@access.command()
@click.argument("person")
@click.option("--on", "on", metavar="DATE", help="The first day without access; today if left out.")
@folder_option
def end(person: str, on: str | None, data_dir: Path) -> None:
    """End the access of PERSON (address, id or full name); 1 if something of it is left."""
    done = ask("access_end", {"person": person, "on": on}, data_dir)
    if not done["is_due"]:
        click.echo(f"The access of {done['email']} ends on {done['ends_on']}, in that night.")
        return
    click.echo(
        f"Taken from {done['email']}: {len(done['files'])} files, {done['ranges']} protected "
        "ranges, the pages."
    )
    if done["is_proved"]:
        click.echo("Reading back shows nothing left.")
        return
    click.echo("\n  ".join(["Still there:", *done["left"]]), err=True)
    click.get_current_context().exit(1)


@access.command()
@click.argument("person")
@folder_option
def restore(person: str, data_dir: Path) -> None:
    """Take the end of PERSON's access back, and give what the roster says."""
    done = ask("access_restore", {"person": person}, data_dir)
    click.echo(f"{done['email']} has the access that the roster gives.")


@access.command()
@click.argument("email")
@click.option("--for", "person", required=True, metavar="PERSON", help="Whose place they take.")
@click.option("--until", required=True, metavar="DATE", help="The last day, as 2027-05-28.")
@click.option("--name", metavar="NAME", help="How people read them.")
@folder_option
def substitute(email: str, person: str, until: str, name: str | None, data_dir: Path) -> None:
    """Let EMAIL do what PERSON may, to the end of a day; the night after takes it away."""
    options = {"email": email, "person": person, "until": until, "name": name}
    done = ask("access_stand_in", options, data_dir)
    click.echo(
        f"{done['email']} stands in for {done['stands_in_for']} to the end of {done['until']}."
    )


@access.command()
@click.argument("role", type=click.Choice(_ROLES))
@click.argument("address", required=False)
@click.option("--grade", metavar="CODE", help="Only in this grade's tracker, as 02.")
@folder_option
def group(role: str, address: str | None, grade: str | None, data_dir: Path) -> None:
    """Share with the Google Group ADDRESS in place of everybody of ROLE; without it: persons."""
    done = ask("access_group", {"role": role, "grade": grade, "address": address}, data_dir)
    click.echo(f"{role}: {address or 'persons'}.")
    if address and not done["trackers"]:
        click.echo(
            "It has no effect: no tracker opens for this group. A group of a grade's teachers "
            "opens no class's file, and no group opens a caseload; those go by persons.",
            err=True,
        )


@access.command()
@click.argument("person")
@click.argument("address", required=False)
@click.option("--same", is_flag=True, help="Google knows them by the roster's address after all.")
@folder_option
def address(person: str, address: str | None, *, same: bool, data_dir: Path) -> None:
    """Say that Google knows PERSON as ADDRESS, where the roster has another one."""
    if (address is None) is not same:
        raise click.UsageError("Name the address, or give --same.")
    done = ask("access_address", {"person": person, "address": address}, data_dir)
    click.echo(f"{person} has the files as {done['address']}.")
