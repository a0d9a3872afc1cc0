"""The commands as real processes: they end as they should, and take over from those that died."""

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from scripts.environment import ENTER_COMMANDS, ROOT, import_settings
from service.folder import DataFolder, FolderError
from sync.store.comparison import natural_state
from sync.store.engine import open_store
from tests.commands.conftest import Command, servers, set_up

pytestmark = pytest.mark.slow

COMMANDS = [sys.executable, "-c", ENTER_COMMANDS]
PATIENCE = 120


# Below those that systems hand out by themselves: no other program is given one between two looks
# at it, neither before it is served nor after. Each process of tests begins at a place of its own.
_PORTS = count(10_000 + os.getpid() % 1_000 * 20)


def free_port() -> str:
    for port in _PORTS:
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return str(port)
    raise AssertionError("a count has no end")


def free_ports() -> list[str]:
    return ["--port", free_port(), "--sheets-port", free_port()]


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[Popen[str]]:
    """The main job as a process, with a process group of its own as in a terminal."""
    words = ["-m", "scripts.main_job", "--data-dir", str(folder), *free_ports(), *arguments]
    with Popen(
        [sys.executable, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def report_of(process: Popen[str]) -> dict[str, Any]:
    """The one line that a start with --json prints when its job is done."""
    assert process.stdout is not None
    report: dict[str, Any] = json.loads(process.stdout.readline())
    return report


def is_served(folder: Path, addresses: dict[str, str]) -> bool:
    """Whether anybody listens, holds the folder, or has left an address."""
    for address in addresses.values():
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) == 0:
                return True
    data_folder = DataFolder(folder)
    try:
        with data_folder.lock():
            return data_folder.running() is not None
    except FolderError:
        return True


def stored(folder: Path) -> Any:
    with closing(open_store(DataFolder(folder).store)) as store:
        return natural_state(store)


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM"])
def test_a_start_refuses_a_second_one_and_leaves_nothing_behind_when_ended(
    school: Path, how: str
) -> None:
    with started(school, "--json") as process:
        addresses = report_of(process)["addresses"]
        if how == "SIGTERM":
            _is_refused_beside(school, addresses["pages"])
        if how == "Ctrl-C":
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.terminate()
        stdout, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stdout) == (0, "")
    assert "Traceback" not in stderr
    assert stderr.endswith("Stopped.\n")
    assert not is_served(school, addresses)


def _is_refused_beside(school: Path, pages: str) -> None:
    """A second start on the folder names it, and leaves the address of the first alone."""
    with started(school, "--once", "--json", "--today", "2027-05-01") as second:
        stdout, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1
    assert str(school) in json.loads(stdout)["error"]
    assert pages.endswith(f":{DataFolder(school).ports().service}")


@pytest.mark.parametrize("name", ["local_sheets", "service"])
def test_a_start_ends_and_says_so_when_one_of_its_servers_dies(school: Path, name: str) -> None:
    with started(school, "--json") as process:
        addresses = report_of(process)["addresses"]
        os.kill(child_of(process.pid, name), signal.SIGKILL)
        stdout, stderr = process.communicate(timeout=PATIENCE)
    said = f"{name} was ended by signal 9, so nothing is served any more. Start it again."
    assert process.returncode == 1
    assert json.loads(stdout)["error"] == said
    assert said in stderr
    DataFolder(school).forget_running()  # which a killed service leaves behind, to nobody's harm
    assert not is_served(school, addresses)


def test_a_service_ends_and_says_so_when_its_local_server_dies(school: Path) -> None:
    serve = [*COMMANDS, "serve", "--data-dir", str(school), *free_ports()]
    with Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        addresses = dict(run.stdout.readline().split() for _ in range(2))
        os.kill(child_of(run.pid, "local_sheets"), signal.SIGKILL)
        _, stderr = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert stderr == "local_sheets was ended by signal 9. Start it again.\n"
    assert not is_served(school, addresses)


def child_of(pid: int, module: str) -> int:
    """The process of a parent that runs a module of that name."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    commands = {int(c): Path(f"/proc/{c}/cmdline").read_bytes().split(b"\0") for c in children}
    return next(child for child, words in commands.items() if module.encode() in words)


def test_children_end_when_a_start_is_killed(school: Path) -> None:
    with started(school, "--json") as process:
        addresses = report_of(process)["addresses"]
        running = DataFolder(school).running()
        assert running is not None
        process.kill()
    give_up = time.monotonic() + PATIENCE
    while is_served(school, addresses) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not is_served(school, addresses)


@pytest.fixture(scope="module")
def job_done(bundle: Path, scores: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The main job as it ends when nothing disturbs it."""
    folder = tmp_path_factory.mktemp("job-done")
    set_up(folder, bundle, scores, with_records=True)
    return folder


def test_a_job_that_is_broken_off_says_so_and_goes_on_the_next_time(
    bundle: Path, scores: Path, job_done: Path, tmp_path: Path
) -> None:
    files = ["--once", "--json", "--roster", str(bundle), "--scores", str(scores)]
    with started(tmp_path, *files) as process:
        while not (tmp_path / "service.json").exists() and process.poll() is None:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in stderr
    assert process.returncode == 1
    assert json.loads(stdout)["error"].startswith("Broken off")
    with started(tmp_path, *files) as process:
        stdout, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) == (0, "")
    assert json.loads(stdout)["school"]["trackers"] == 2
    assert stored(tmp_path) == stored(job_done)


def test_of_two_starts_at_once_one_does_the_job_and_the_other_says_why_not(
    bundle: Path, scores: Path, job_done: Path, tmp_path: Path
) -> None:
    files = ["--once", "--json", "--roster", str(bundle), "--scores", str(scores)]
    with started(tmp_path, *files) as one, started(tmp_path, *files) as other:
        said = {each: each.communicate(timeout=PATIENCE)[0] for each in (one, other)}
    assert sorted(each.returncode for each in said) == [0, 1]
    refused = next(json.loads(text) for each, text in said.items() if each.returncode == 1)
    words = " ".join([refused["error"], *refused["problems"]])
    assert "Another Tracksheet program is at work" in words or "in use by another" in words
    assert stored(tmp_path) == stored(job_done)


def test_an_unreachable_sheets_server_changes_nothing_and_is_told(
    tracksheet: Command, school: Path
) -> None:
    before = stored(school)
    with servers(school) as running:
        running.sheets.process.kill()
        running.sheets.process.wait()
        result = tracksheet(school, "sync")
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"{running.sheets.address} cannot be reached" in result.stderr
        assert "is it running" in result.stderr
        assert tracksheet(school, "status").exit_code == 0
    assert stored(school) == before
    assert tracksheet(school, "sync").stdout == "Read 0 trackers; 0 entries changed.\n"


def test_a_service_that_died_without_a_word_is_passed_over(
    tracksheet: Command, school: Path
) -> None:
    with servers(school) as running:
        running.service.process.kill()
        running.service.process.wait()
    assert DataFolder(school).running() is not None
    assert tracksheet(school, "sync").exit_code == 0


def test_another_program_at_the_port_of_a_dead_service_is_not_taken_for_it(
    tracksheet: Command, school: Path, finished: Path
) -> None:
    with servers(finished):
        living = DataFolder(finished).running()
        assert living is not None
        DataFolder(school).keep_running({**living, "pid": living["pid"] + 1})
        assert tracksheet(school, "sync").exit_code == 0  # by itself: its own folder is not locked


def test_commands_work_from_any_folder(school: Path, tmp_path: Path) -> None:
    """As `scripts/tracksheet.py` enters them, whatever environment these tests run in."""
    (tmp_path / "service").mkdir()  # a folder of the person's own with a name of ours
    done = subprocess.run(
        [*COMMANDS, "status", "--format", "json", "--data-dir", "school"],
        env=import_settings(ROOT),
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["students"] == 8
    assert school == tmp_path / "school"


def test_progress_is_told_on_a_terminal_and_taken_back(
    tracksheet: Command, bundle: Path, tmp_path: Path
) -> None:
    assert tracksheet(tmp_path, "roster", "import", str(bundle)).exit_code == 0
    terminal, end = pty.openpty()
    command = [*COMMANDS, "provision", "--data-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=end, check=True, timeout=PATIENCE
    )
    os.close(end)
    said = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert "s-1.2026.01 (" in said
    assert "(2 of 2)" in said
    assert said.endswith("\r\x1b[K")
    assert done.stdout == b"Made 2; 0 were there.\n"
