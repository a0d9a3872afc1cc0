"""The environment: when it is made, when it is left alone, and what a person is told."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import environment
from scripts.environment import STAMP, SetUpError, digests, is_ready, prepare, write_stamp
from tests.architecture.sources import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose pins are nothing at all: set-up needs no network."""
    root = tmp_path / "a school's tracksheet"
    root.mkdir()
    (root / "requirements.txt").write_text("# nothing\n")
    (root / "requirements-dev.txt").write_text("-r requirements.txt\n# nothing more\n")
    return root


@pytest.fixture
def venv(project: Path) -> Path:
    """An environment that looks made, with this very Python in it."""
    place = project / ".venv"
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").symlink_to(sys.executable)
    return place


def wanted(project: Path, name: str = "requirements.txt") -> dict[str, str]:
    return digests(project / name)


def set_up_command(project: Path) -> list[str]:
    program = (
        "import sys; from pathlib import Path; from scripts.environment import prepare; "
        "prepare('requirements.txt', Path(sys.argv[1]))"
    )
    return [sys.executable, "-c", program, str(project)]


def test_the_digest_follows_files_named_in_files(project: Path) -> None:
    assert wanted(project).keys() == {"requirements.txt"}
    assert wanted(project, "requirements-dev.txt").keys() == {
        "requirements.txt",
        "requirements-dev.txt",
    }


def test_a_changed_pin_changes_the_digest_of_its_file_only(project: Path) -> None:
    before = wanted(project, "requirements-dev.txt")
    (project / "requirements.txt").write_text("flask==3.1.3\n")
    after = wanted(project, "requirements-dev.txt")
    assert {name for name in before if before[name] != after[name]} == {"requirements.txt"}


def test_a_missing_requirements_file_is_named(project: Path) -> None:
    with pytest.raises(SetUpError, match=r"requirements-lab\.txt: cannot be read"):
        wanted(project, "requirements-lab.txt")


def test_a_closed_stamp_is_ready(project: Path, venv: Path) -> None:
    write_stamp(venv, wanted(project))
    assert is_ready(venv, wanted(project))


def test_the_larger_set_covers_the_smaller(project: Path, venv: Path) -> None:
    write_stamp(venv, wanted(project, "requirements-dev.txt"))
    assert is_ready(venv, wanted(project))


def test_the_smaller_set_does_not_cover_the_larger(project: Path, venv: Path) -> None:
    write_stamp(venv, wanted(project))
    assert not is_ready(venv, wanted(project, "requirements-dev.txt"))


@pytest.mark.parametrize("torn", ["", "{", "[]", "null", '{"files": {}}'])
def test_an_open_or_torn_stamp_is_not_ready(project: Path, venv: Path, torn: str) -> None:
    write_stamp(venv, wanted(project))
    (venv / STAMP).write_text(torn)
    assert not is_ready(venv, wanted(project))


def test_a_moved_folder_is_not_ready(project: Path, venv: Path) -> None:
    write_stamp(venv, wanted(project))
    elsewhere = venv.rename(project / "moved")
    assert not is_ready(elsewhere, wanted(project))


def test_an_interpreter_that_is_gone_is_not_ready(project: Path, venv: Path) -> None:
    write_stamp(venv, wanted(project))
    (venv / "bin" / "python").unlink()
    assert not is_ready(venv, wanted(project))


def test_an_old_python_gets_one_line_that_names_the_version() -> None:
    with pytest.raises(SetUpError, match=r"3\.11 or newer; this is 3\.10\.") as caught:
        environment.check_python((3, 10))
    assert "\n" not in caught.value.reason


def first_lines_of_a_set_up(project: Path, obstacle: str) -> str:
    """Run a set-up in a process of its own, after a line that puts something in its way."""
    program = (
        f"import resource, sys; from pathlib import Path; from scripts import environment as e\n"
        f"{obstacle}\n"
        "try: e.prepare('requirements.txt', Path(sys.argv[1]))\n"
        "except e.SetUpError as error: print(error.reason)"
    )
    command = [sys.executable, "-c", program, str(project)]
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    ).stdout


def test_a_disk_that_takes_nothing_is_told_in_one_line(project: Path, venv: Path) -> None:
    write_stamp(venv, wanted(project))
    said = first_lines_of_a_set_up(project, "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))")
    assert said.startswith(f"{venv} cannot be set up: [Errno 27] File too large")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_the_package(project: Path, module: str) -> None:
    said = first_lines_of_a_set_up(project, f"sys.modules[{module!r}] = None")
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert said.endswith(f"apt install python3-venv (or {version})\n")
    assert not (project / ".venv").exists()


def copy_doors(project: Path) -> Path:
    """Copy what runs before anything is installed; the environment is made beside the copy."""
    doors = project / "scripts"
    doors.mkdir()
    for name in ("__init__.py", "environment.py", "start.py", "tracksheet.py"):
        shutil.copy(ROOT / "scripts" / name, doors)
    return doors


def test_a_start_that_cannot_set_up_answers_in_json_where_asked(project: Path) -> None:
    (project / "requirements.txt").unlink()
    ended = subprocess.run(
        [sys.executable, copy_doors(project) / "start.py", "--once", "--json"],
        check=False,
        capture_output=True,
        text=True,
    )
    answer = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert answer["error"].startswith(f"{project / 'requirements.txt'}: cannot be read")
    assert answer["problems"] == []
    assert answer["error"] in ended.stderr


@pytest.mark.slow
def test_the_command_hops_into_the_environment_from_any_folder(
    project: Path, tmp_path: Path
) -> None:
    doors = copy_doors(project)
    (project / "service").mkdir()
    (project / "service" / "commands.py").write_text(
        "import os, sys\n"
        "def main(prog_name): print(prog_name, sys.argv[1:], os.getcwd(), sys.prefix, sep='|')\n"
    )
    command = [str(doors / "tracksheet.py"), "flags", "--format", "json"]
    by_script = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    by_launcher = subprocess.run(
        [project / ".venv" / "bin" / "tracksheet", *command[1:]],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    words = ["tracksheet", "['flags', '--format', 'json']", str(tmp_path), str(project / ".venv")]
    assert by_script.stdout.strip().split("|") == words
    assert by_launcher.stdout == by_script.stdout
    assert by_launcher.stderr == ""


def test_entering_keeps_the_folder_and_finds_the_project_first(tmp_path: Path) -> None:
    (tmp_path / "sync").mkdir()
    (tmp_path / "sync" / "__init__.py").write_text("raise AssertionError('not ours')")
    inside = "import os, sync; print(os.getcwd(), sync.__file__, sep='|')"
    program = (
        f"import sys; from pathlib import Path; sys.path.insert(0, {str(ROOT)!r}); "
        f"from scripts.environment import enter; enter(Path(sys.executable), ['-c', {inside!r}])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert ended.stdout.strip() == f"{tmp_path}|{ROOT / 'sync' / '__init__.py'}"


@pytest.mark.slow
def test_a_fresh_folder_gets_an_environment_and_a_second_time_is_silent_and_touches_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    python = prepare("requirements.txt", project)
    program = "import sys; print(sys.prefix)"
    prefix = subprocess.run([python, "-c", program], check=True, capture_output=True, text=True)
    assert Path(prefix.stdout.strip()) == project / ".venv"
    assert os.access(project / ".venv" / "bin" / "tracksheet", os.X_OK)
    made = (project / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    capsys.readouterr()
    assert prepare("requirements.txt", project) == python
    assert (project / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
def test_a_set_up_killed_while_it_installs_is_made_anew(project: Path) -> None:
    with subprocess.Popen(
        set_up_command(project), cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as doomed:
        assert doomed.stderr
        next(line for line in doomed.stderr if line.startswith("Installing"))
        doomed.kill()
    assert not is_ready(project / ".venv", wanted(project))
    leftover = project / ".venv" / "half-installed"
    leftover.touch()
    prepare("requirements.txt", project)
    assert not leftover.exists()
    assert is_ready(project / ".venv", wanted(project))


@pytest.mark.slow
def test_what_pip_says_stands_below_one_line_and_the_next_start_goes_on(project: Path) -> None:
    (project / "requirements.txt").write_text("./no-such-folder\n")
    with pytest.raises(SetUpError, match="pip could not install") as caught:
        prepare("requirements.txt", project)
    assert any("no-such-folder" in problem for problem in caught.value.problems)
    (project / "requirements.txt").write_text("# nothing\n")
    assert prepare("requirements.txt", project).exists()


@pytest.mark.slow
def test_two_set_ups_at_once_wait_for_each_other(project: Path) -> None:
    started = [
        subprocess.Popen(set_up_command(project), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert sum("Making" in words for words in said) == 1
    assert json.loads((project / ".venv" / STAMP).read_text())["files"] == wanted(project)
