"""The main job: a working school from a roster, and what is missing in it.

    read roster and scores | start local_sheets and the service | import | provision | type | sync

Everything after the start goes through the running service, as the commands do; only the typing
is the demo's own. Run by `scripts/start.py`, which sets the environment up.
"""

import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
import requests

from scripts.demo import Typists, read_scores
from service.client import RunningService
from service.embedded import Child, start_child, start_sheets
from service.features.roster.oneroster import RosterImport, read_bundle
from service.folder import DataFolder, Ports
from service.settings import DEFAULT_PORT, DEFAULT_SHEETS_PORT
from sheet_templates.errors import TracksheetError
from sheet_templates.library import shipped_template
from sync.google.account import GoogleAccount
from sync.store.engine import open_store
from sync.store.school import school

ROOT = Path(__file__).resolve().parent.parent
DEMO_DATA = ROOT / "scripts" / "demo_data"
DAYS_BEFORE_THE_END = 4  # the demo's date: all windows past, the year not yet over
PHASES = ("provision", "edit", "sync")
APIS = ("sheets_read", "sheets_write", "drive", "token")


class StartError(TracksheetError):
    """The main job cannot start; names what is in the way and the flag that helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was asked for on the command line."""

    folder: DataFolder
    ports: Ports
    once: bool
    as_json: bool
    today: date | None
    roster: Path | None
    scores: Path | None


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
    help="Where the school is kept.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option(
    "--sheets-port", type=click.IntRange(1, 65535), default=DEFAULT_SHEETS_PORT, show_default=True
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="The demo's date, as 2027-05-24; kept."
)
@click.option(
    "--roster", type=click.Path(path_type=Path), help="Another OneRoster 1.1 bundle (zip)."
)
@click.option("--scores", type=click.Path(path_type=Path), help="The scores that go with it (CSV).")
def _command(**options: Any) -> None:
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
    except TracksheetError as error:
        _fail(error, as_json=choices.as_json)
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


def _fail(error: TracksheetError, *, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps({"error": error.reason, "problems": list(error.problems)}))
    click.echo("\n  ".join([error.reason, *error.problems]), err=True)
    sys.exit(1)


def _run(choices: Choices) -> None:
    demo = _prepare(choices)
    with _servers(choices) as (sheets, service):
        report = _do_the_job(choices, demo, sheets, service)
        _tell(choices, report, sheets, service)
        if not choices.once:
            signal.pause()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demo's files and what was read from them; None where nothing is left to type."""

    roster_path: Path
    scores_path: Path
    today: date


def _prepare(choices: Choices) -> Demo | None:
    """Everything that can fail cheaply fails here, before anything is started or written."""
    folder = choices.folder
    folder.prepare()
    if (choices.roster is None) != (choices.scores is None):
        raise StartError("--roster and --scores belong together; give both or neither.")
    held = _school_in(folder)
    kept = folder.demo()
    if held is not None and kept is None and (choices.today or choices.roster):
        raise StartError(
            f"{folder.path} holds a real school, not a demo; --today, --roster and --scores are "
            "for a demo. Choose another folder with --data-dir."
        )
    demo = None if held is not None and kept is None else _demo(choices, kept, held)
    _check_ports(choices.ports)
    folder.keep_ports(choices.ports)
    if demo is not None:
        folder.keep_demo(
            {
                "today": demo.today.isoformat(),
                "roster": str(demo.roster_path),
                "scores": str(demo.scores_path),
                "is_typed": bool(kept and kept.get("is_typed")),
            }
        )
    return demo


def _school_in(folder: DataFolder) -> str | None:
    """The sourcedId of the school that the folder holds."""
    if not folder.store.exists():
        return None
    store = open_store(folder.store)
    try:
        with store.reading() as tx:
            found = school(tx)
    finally:
        store.close()
    return found.sourced_id if found else None


def _demo(choices: Choices, kept: dict[str, Any] | None, held: str | None) -> Demo:
    """The demo's files: those named now, else those of last time, else the shipped ones."""
    if choices.roster is not None and choices.scores is not None:
        roster_path, scores_path = choices.roster.resolve(), choices.scores.resolve()
    elif kept is not None:
        roster_path, scores_path = Path(kept["roster"]), Path(kept["scores"])
    else:
        roster_path = DEMO_DATA / "star_school7.zip"
        scores_path = DEMO_DATA / "star_school7_scores.csv"
    if kept is not None and kept.get("is_typed") and choices.roster is None:
        today = choices.today or date.fromisoformat(kept["today"])
        return Demo(roster_path=roster_path, scores_path=scores_path, today=today)
    bundle = read_bundle(roster_path)
    _refuse_another_school(choices.folder, bundle, held)
    read_scores(scores_path, bundle.roster, shipped_template())
    before = date.fromisoformat(kept["today"]) if kept else None
    end = bundle.roster.school_year.ends_on - timedelta(days=DAYS_BEFORE_THE_END)
    return Demo(
        roster_path=roster_path, scores_path=scores_path, today=choices.today or before or end
    )


def _refuse_another_school(folder: DataFolder, bundle: RosterImport, held: str | None) -> None:
    named = bundle.roster.school.sourced_id
    if held is not None and held != named:
        raise StartError(
            f"{folder.path} holds the school {held}, and the bundle is for {named}. "
            "Choose another folder with --data-dir."
        )


def _check_ports(ports: Ports) -> None:
    if ports.service == ports.sheets:
        raise StartError(f"--port and --sheets-port are both {ports.service}; they must differ.")
    for flag, port in (("--port", ports.service), ("--sheets-port", ports.sheets)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise StartError(
                    f"Port {port} is taken ({error.strerror}); choose another with {flag}."
                ) from error


@contextmanager
def _servers(choices: Choices) -> Iterator[tuple[Child, Child]]:
    """The local server and the service as children; both end with this process."""
    signal.signal(signal.SIGTERM, _end)
    folder, ports = choices.folder, choices.ports
    with ExitStack() as children:
        sheets = start_sheets(folder.sheets, ports.sheets, folder.demo_date())
        children.callback(sheets.stop)
        arguments = ["-m", "service", "--data-dir", str(folder.path), "--port", str(ports.service)]
        service = start_child([*arguments, "--stop-with-parent"])
        children.callback(service.stop)
        yield sheets, service


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _do_the_job(
    choices: Choices, demo: Demo | None, sheets: Child, service: Child
) -> dict[str, Any]:
    folder, progress = choices.folder, _progress()
    running = folder.running()
    assert running is not None, "the service leaves its address before it says that it is ready"
    client = RunningService(service.address, running["token"])
    typed = 0
    is_typed = bool((folder.demo() or {}).get("is_typed"))
    if demo is not None and not is_typed:
        client.run("import_roster", {"path": str(demo.roster_path)}, progress)
    client.run("provision", {}, progress)
    if demo is not None and not is_typed:
        typed = _type(choices, demo, sheets, client, progress)
        folder.keep_demo({**(folder.demo() or {}), "is_typed": True})
    synced = client.run("sync", {}, progress)
    return {
        "school": client.run("status", {}, progress),
        "run": {
            "entries_typed": typed,
            "changes": synced["changes"],
            "requests": _requests(folder, sheets),
        },
        "today": demo.today.isoformat() if demo else None,
    }


def _type(
    choices: Choices,
    demo: Demo,
    sheets: Child,
    client: RunningService,
    progress: Callable[[str], None],
) -> int:
    roster = read_bundle(demo.roster_path).roster
    made = client.run("trackers", {}, progress)
    typists = Typists(
        folder=choices.folder,
        account=GoogleAccount(
            key_file=choices.folder.sheets / "service-account.json", base_url=sheets.address
        ),
        roster=roster,
        trackers={one["grade"]: one["tracker"] for one in made},
        spreadsheets={one["grade"]: one["spreadsheet_id"] for one in made},
        progress=progress,
    )
    return typists.type_all(read_scores(demo.scores_path, roster, shipped_template()))


def _requests(folder: DataFolder, sheets: Child) -> dict[str, dict[str, int]]:
    """The local server's own count of this run's requests, by phase and API."""
    control = json.loads((folder.sheets / "local.json").read_text(encoding="utf-8"))
    answer = requests.get(
        f"{sheets.address}/local/requests",
        headers={"Authorization": f"Bearer {control['control_token']}"},
        timeout=30,
    )
    answer.raise_for_status()
    counted = {phase: dict.fromkeys(APIS, 0) for phase in PHASES}
    for line in answer.json()["counters"]:
        if line["label"] in counted:
            counted[line["label"]][line["api"]] += line["count"]
    return counted


def _progress() -> Callable[[str], None]:
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda text: click.echo(f"\r\x1b[K{text}", err=True, nl=False)


def _tell(choices: Choices, report: dict[str, Any], sheets: Child, service: Child) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
    addresses = {"pages": service.address, "spreadsheets": sheets.address}
    if choices.as_json:
        click.echo(json.dumps({**report, "addresses": addresses}))
    else:
        click.echo(_in_words(report, choices.folder))
    sys.stdout.flush()
    if not choices.once:
        click.echo(
            f"Pages:        {service.address}\nSpreadsheets: {sheets.address}\nCtrl-C ends both.",
            err=choices.as_json,
        )


def _in_words(report: dict[str, Any], folder: DataFolder) -> str:
    figures, run = report["school"], report["run"]
    date_line = f"Demo date {report['today']}. " if report["today"] else ""
    lines = [
        f"{date_line}The school is kept in {folder.path}.",
        (
            f"{figures['trackers']} trackers for {figures['students']} students and "
            f"{figures['people']} people."
        ),
        (
            f"{figures['missing']} of {figures['expected']} scores are missing, "
            f"{figures['entries']} are there, {figures['excused']} excused, "
            f"{figures['cell_issues']} cells cannot be read."
        ),
        f"This run: {run['entries_typed']} scores typed, {run['changes']} entries changed.",
    ]
    for phase, counts in run["requests"].items():
        told = ", ".join(f"{count} {api}" for api, count in counts.items())
        lines.append(f"  {phase}: {told}")
    return "\n".join(lines)


def main() -> None:
    """Run the main job."""
    _command(prog_name="start.py")


if __name__ == "__main__":
    main()
