"""Makes `.venv` and keeps it at the exact pins; standard library only.

It runs before anything is installed, on whatever Python a person has: it must at least
be read by an old one, to say in one line that it is too old.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
STAMP = "requirements-installed.json"
ENTER_COMMANDS = "from service.commands import main; main(prog_name='tracksheet')"
LAST_LINES = 12


class SetUpError(Exception):
    """The environment cannot be made; `reason` is one line, `problems` what lies below it."""

    def __init__(self, reason: str, problems: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = list(problems)


def prepare(requirements: str, root: Path = ROOT) -> Path:
    """Bring `.venv` under `root` to the pins in `requirements`; return its Python.

    Nothing happens when the stamp in `.venv` covers these files and those that they name
    with `-r`; a larger set covers a smaller one. A run that was killed leaves an open stamp,
    and the next one makes `.venv` anew. Two at once wait for each other. Raises `SetUpError`.
    """
    check_python(sys.version_info[:2])
    venv = root / ".venv"
    wanted = digests(root / requirements)
    try:
        if not is_ready(venv, wanted):
            with _alone(root) as lock:
                if not is_ready(venv, wanted):
                    _bring_up(venv, root / requirements, wanted, lock)
        _write_launcher(venv, root)
    except OSError as error:
        raise SetUpError(f"{venv} cannot be set up: {error}") from error
    except KeyboardInterrupt as error:
        raise SetUpError("Set-up was broken off; the next start begins it again") from error
    return venv / "bin" / "python"


def prepare_or_exit(requirements: str) -> Path:
    """`prepare`, with a failure told on standard error and exit code 1."""
    try:
        return prepare(requirements)
    except SetUpError as error:
        tell(error)
        sys.exit(1)


def tell(error: SetUpError) -> None:
    """Say on standard error what is wrong, and below it all problems."""
    _say("\n".join([error.reason, *(f"  {problem}" for problem in error.problems)]))


def enter(python: Path, arguments: Sequence[str]) -> NoReturn:
    """Become `python` with `arguments`; the working folder stays, the project is importable."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(python, [str(python), *arguments], {**os.environ, **import_settings(ROOT)})


def import_settings(root: Path) -> dict[str, str]:
    """Give the variables by which Python and its children find the project, from any folder.

    Safe path: a folder `sync` or `scripts` where the person stands must not be taken for ours.
    """
    return {"PYTHONPATH": str(root), "PYTHONSAFEPATH": "1"}


def check_python(version: tuple[int, ...]) -> None:
    """Refuse a Python that is too old for the product."""
    if version < OLDEST_PYTHON:
        raise SetUpError(
            "Tracksheet needs Python {}.{} or newer; this is {}.{}. Run it with a newer "
            "one, for example: python3.11 scripts/start.py".format(*OLDEST_PYTHON, *version)
        )


def digests(requirements: Path) -> dict[str, str]:
    """Hash a requirements file and all that it names with `-r`, by file name."""
    found: dict[str, str] = {}
    waiting = [requirements]
    while waiting:
        path = waiting.pop()
        if path.name in found:
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SetUpError(f"{path}: cannot be read ({error.strerror})") from error
        found[path.name] = hashlib.sha256(content).hexdigest()
        lines = [line.split() for line in content.decode().splitlines()]
        waiting += [path.parent / words[1] for words in lines if words[:1] == ["-r"]]
    return found


def is_ready(venv: Path, wanted: dict[str, str]) -> bool:
    """Say whether the stamp is closed, of this place and interpreter, and covers `wanted`."""
    stamp = read_stamp(venv)
    return (
        stamp is not None
        and stamp.get("python") == _interpreter(venv)
        and os.access(venv / "bin" / "python", os.X_OK)
        and wanted.items() <= dict(stamp.get("files", {})).items()
    )


def read_stamp(venv: Path) -> dict[str, Any] | None:
    """Read the stamp: None without one, {} for one that is open, torn or not ours."""
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(venv: Path, files: dict[str, str]) -> None:
    """Close the stamp over what is installed; in one step, so that it is never half there."""
    _replace(venv / STAMP, json.dumps({"python": _interpreter(venv), "files": files}, indent=1))


def _interpreter(venv: Path) -> str:
    """Name where the environment lies and which Python it leads to.

    A moved folder breaks the scripts in `bin`; an upgraded Python looks for its packages
    in another folder. Either way the environment is made anew.
    """
    python = venv / "bin" / "python"
    return f"{python} -> {os.path.realpath(python)}"


def _bring_up(venv: Path, requirements: Path, wanted: dict[str, str], lock: int) -> None:
    """Make `.venv` if it is not sound, then install; the stamp is open in between."""
    stamp = read_stamp(venv)
    if stamp is None:  # none there, or made by hand
        sound = _has_pip(venv)
    else:
        sound = stamp.get("python") == _interpreter(venv) and os.access(
            venv / "bin" / "python", os.X_OK
        )
    if sound:
        (venv / STAMP).write_text("")
    else:
        _make(venv, lock)
    _install(venv, requirements, lock)
    write_stamp(venv, wanted)


def _has_pip(venv: Path) -> bool:
    python = venv / "bin" / "python"
    if not os.access(python, os.X_OK):
        return False
    command = [str(python), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _make(venv: Path, lock: int) -> None:
    """Make an empty environment; the open stamp is the first thing in it."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        raise SetUpError(
            "This Python cannot make virtual environments; on Debian or Ubuntu: "
            f"apt install python3-venv (or {package})"
        )
    _say(f"Making {venv}")
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / STAMP).write_text("")
    ended = subprocess.run(
        [sys.executable, "-m", "venv", venv],
        capture_output=True,
        text=True,
        check=False,
        pass_fds=[lock],
    )
    if ended.returncode:
        problems = (ended.stdout + ended.stderr).splitlines()[-LAST_LINES:]
        raise SetUpError(f"{venv} could not be made", problems)


def _install(venv: Path, requirements: Path, lock: int) -> None:
    """Run pip; a failure takes the open stamp away, since pip undoes what it began."""
    command: list[str | Path] = [
        venv / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check",
        "--no-input", "--progress-bar", "off", "-r", requirements,
    ]  # fmt: skip
    lines: list[str] = []
    with _progress(f"Installing {requirements.name} into {venv}") as show:
        pip = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, pass_fds=[lock]
        )
        with pip:
            for line in pip.stdout or ():
                lines.append(line.rstrip())
                show(lines[-1])
    if pip.returncode:
        (venv / STAMP).unlink()
        raise SetUpError(
            f"pip could not install {requirements.name} (no network, or a full disk?); "
            "mend what its last lines name and run the same command again",
            lines[-LAST_LINES:],
        )


@contextlib.contextmanager
def _progress(title: str) -> Iterator[Callable[[str], None]]:
    """Show what pip does in one moving line on a terminal; elsewhere only the title."""
    if not sys.stderr.isatty():
        _say(title)
        yield lambda _line: None
        return

    def show(line: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write("\r\x1b[K" + f"{title}: {line.strip()}"[:width])
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[int]:
    """Hold the lock on the project's folder.

    pip inherits it: when a set-up is killed and its pip is not, the next one waits for that pip.
    """
    lock = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another set-up of this folder is under way; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def _write_launcher(venv: Path, root: Path) -> None:
    """Put the command `tracksheet` into the environment.

    A shell script: a path with a space, or a long one, cannot stand after `#!`.
    """
    settings = " ".join(
        f"{name}={shlex.quote(value)}" for name, value in import_settings(root).items()
    )
    python = shlex.quote(str(venv / "bin" / "python"))
    text = f'#!/bin/sh\n{settings} exec {python} -c {shlex.quote(ENTER_COMMANDS)} "$@"\n'
    launcher = venv / "bin" / "tracksheet"
    with contextlib.suppress(OSError):
        if launcher.read_text() == text:
            return
    _replace(launcher, text, mode=0o755)


def _replace(path: Path, text: str, mode: int = 0o644) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text)
    fresh.chmod(mode)
    fresh.replace(path)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
