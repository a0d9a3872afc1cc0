"""The main job: a working school from a roster, and what is missing in it.

    check everything | start local_sheets and the service | import | provision | type | sync

Everything after the start goes through the running service, as the commands do; only the typing
is the demo's own. Run by `scripts/start.py`, which sets the environment up.
"""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from scripts.demo_desk import Desk
from scripts.demo_records import Aides
from scripts.run_report import counted_requests, in_words
from scripts.start_checks import ROOT, Choices, Demo, StartError, prepared
from service.client import RunningService, running_service
from service.embedded import Child, start_sheets, watch
from service.folder import DataFolder, Ports
from service.progress import progress_line
from service.settings import DEFAULT_PORT, DEFAULT_SHEETS_PORT
from sheet_templates.errors import TracksheetError
from sheet_templates.library import shipped_template
from sync.google.account import GoogleAccount

Progress = Callable[[str], None]


@click.command(
    help="Set up a working school on this machine and serve it until Ctrl-C.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--once", is_flag=True, help="Do the whole job, report, stop everything.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT / "var",
    show_default="var/",
    metavar="DIR",
    help="Where the school is kept.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    default=DEFAULT_PORT,
    show_default=True,
    help="The port of the pages.",
)
@click.option(
    "--sheets-port",
    type=click.IntRange(1, 65535),
    metavar="N",
    default=DEFAULT_SHEETS_PORT,
    show_default=True,
    help="The port of local_sheets.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The demo's date, as 2027-05-24; kept.",
)
@click.option(
    "--roster",
    type=click.Path(path_type=Path),
    metavar="ZIP",
    help="Another OneRoster bundle, 1.1 or 1.2.",
)
@click.option(
    "--scores",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="The scores that go with it.",
)
def command(**options: Any) -> None:
    """Read the choices and do the job."""
    today = options["today"]
    choices = Choices(
        folder=DataFolder(options["data_dir"].resolve()),
        ports=Ports(service=options["port"], sheets=options["sheets_port"]),
        once=options["once"],
        as_json=options["as_json"],
        today=today.date() if today else None,
        roster=options["roster"],
        scores=options["scores"],
    )
    try:
        _run(choices)
    except KeyboardInterrupt:
        if choices.once:
            raise StartError("Broken off; the same command goes on from here.") from None
        click.echo("Stopped.", err=True)


def _run(choices: Choices) -> None:
    with prepared(choices) as demo, _servers(choices) as (sheets, service):
        report = _do_the_job(choices, demo, sheets, service)
        _tell(choices, report, sheets, service)
        if not choices.once:
            watch(sheets, service)


@contextmanager
def _servers(choices: Choices) -> Iterator[tuple[Child, Child]]:
    """The local server and the service as children; both end with this process."""
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, _end)
    folder, ports = choices.folder, choices.ports
    arguments = ["--data-dir", str(folder.path), "--port", str(ports.service), "--no-catch-up"]
    with ExitStack() as children:
        sheets = children.enter_context(
            start_sheets(folder.sheets, ports.sheets, folder.demo_date())
        )
        service = children.enter_context(Child("service", arguments))
        children.callback(sheets.ask_to_stop)  # both end at the same time
        sheets.wait_ready()
        service.wait_ready()
        yield sheets, service


def _end(_signal: int, _frame: FrameType | None) -> None:
    """End once: a second Ctrl-C must not cut short what the first one began."""
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def _do_the_job(
    choices: Choices, demo: Demo | None, sheets: Child, service: Child
) -> dict[str, Any]:
    folder = choices.folder
    client = running_service(folder)
    if client is None:
        raise StartError(f"The service at {service.address} ended. Start it again.")
    with progress_line() as progress:
        typed, synced = _set_up(choices, demo, sheets, client, progress)
        figures = client.run("status", {}, progress)
        trackers = client.run("trackers", {}, progress)
    first = next((one["spreadsheet_id"] for one in trackers if one["spreadsheet_id"]), None)
    return {
        "school": figures,
        "run": {
            "entries_typed": typed,
            "changes": synced["changes"],
            "requests": counted_requests(folder, sheets.address),
        },
        "today": demo.today.isoformat() if demo else None,
        "side_panel": f"{sheets.address}/spreadsheets/d/{first}/edit" if first else None,
    }


def _set_up(
    choices: Choices, demo: Demo | None, sheets: Child, client: RunningService, progress: Progress
) -> tuple[int, dict[str, Any]]:
    """Import, provision, type, sync, remind; what a run before this one did is not done again.

    Trackers that are made and behind, as on another date, are written to once: by the follow-up.
    """
    folder = choices.folder
    typed = 0
    to_type = demo if demo and not (folder.demo() or {}).get("is_typed") else None
    if to_type is not None:
        client.run("import_roster", {"path": str(to_type.roster_path)}, progress)
    client.run("provision", {"only_new": True}, progress)
    if to_type is not None:
        typed = _type(choices, to_type, sheets, client, progress)
        folder.keep_demo({**(folder.demo() or {}), "is_typed": True})
    synced = client.run("sync", {}, progress)
    client.run("follow_up", {}, progress)
    client.run("remind", {}, progress)
    return typed, synced


def _type(
    choices: Choices, demo: Demo, sheets: Child, client: RunningService, progress: Progress
) -> int:
    from scripts.demo import Typists, read_scores  # noqa: PLC0415 - loads pandas
    from service.features.roster.oneroster import read_bundle  # noqa: PLC0415 - see above

    roster = read_bundle(demo.roster_path).roster
    account = GoogleAccount.of_key(choices.folder.sheets / "service-account.json", sheets.address)
    desk = Desk.of(choices.folder, account, client.run("trackers", {}, progress))
    scores = read_scores(demo.scores_path, roster, shipped_template())
    typed = Typists(desk=desk, roster=roster, progress=progress).type_all(scores)
    Aides(desk=desk, roster=roster, today=demo.today, progress=progress).write_all()
    return typed


def _tell(choices: Choices, report: dict[str, Any], sheets: Child, service: Child) -> None:
    addresses = {"pages": service.address, "spreadsheets": sheets.address}
    if choices.as_json:
        click.echo(json.dumps({**report, "addresses": addresses}))
    else:
        click.echo(in_words(report, choices.folder))
    sys.stdout.flush()
    if not choices.once:
        lines = {"Pages": service.address, "Spreadsheets": sheets.address}
        lines |= {"Side panel": report["side_panel"]} if report["side_panel"] else {}
        told = [f"{name + ':':<13} {address}" for name, address in lines.items()]
        click.echo("\n".join([*told, "Ctrl-C ends both."]), err=choices.as_json)


def _fail(reason: str, problems: tuple[str, ...] = (), code: int = 1) -> NoReturn:
    """Say why on standard error, and with --json also as the one object on standard output."""
    if "--json" in sys.argv[1:]:
        click.echo(json.dumps({"error": reason, "problems": list(problems)}))
    click.echo("\n  ".join([reason, *problems]), err=True)
    sys.exit(code)


def main() -> None:
    """Run the main job; 0 when all went well, 1 with the reason, 2 for a wrong command line."""
    try:
        command(prog_name="start.py", standalone_mode=False)
    except TracksheetError as error:
        _fail(error.reason, error.problems)
    except click.ClickException as error:
        _fail(error.format_message(), ("Try --help.",), error.exit_code)
    except click.Abort:
        _fail("Broken off.")


if __name__ == "__main__":
    main()
