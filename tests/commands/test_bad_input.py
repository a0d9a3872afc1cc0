"""Bad input: one clear reason, all problems at once, an exit that says so, nothing half-written."""

import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts import main_job
from scripts.start_checks import DEMO_DATA
from service.folder import DataFolder
from sync.store.comparison import natural_state
from sync.store.engine import open_store
from tests.commands.conftest import Command
from tests.school_bundles import write_bundle, write_members, write_scores

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Ended:
    """How a start ended."""

    code: int | str | None
    stdout: str
    stderr: str

    @property
    def told(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        told: dict[str, Any] = json.loads(self.stdout)
        assert self.stdout.count("\n") == 1
        assert told.keys() == {"error", "problems"}
        assert self.stderr.splitlines()[0] == told["error"]
        return told


Start = Callable[..., Ended]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Start:
    """`start.py --once --json`, in this process."""

    def run(folder: Path, *arguments: str) -> Ended:
        words = ["start.py", "--once", "--json", "--data-dir", str(folder), *arguments]
        monkeypatch.setattr(sys, "argv", words)
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main_job.main()
        return Ended(ended.value.code, *capfd.readouterr())

    return run


def content(folder: Path) -> dict[str, Any]:
    """What a folder holds: the store by what it says, every other file by its bytes."""
    data_folder = DataFolder(folder)
    if not folder.exists():
        return {}
    held: dict[str, Any] = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "sqlite3" not in path.name and "lock" not in path.name
    }
    if data_folder.store.exists():
        store = open_store(data_folder.store)
        held["store"] = natural_state(store)
        store.close()
    return held


@contextmanager
def unchanged(folder: Path) -> Iterator[None]:
    before = content(folder)
    yield
    assert content(folder) == before


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_broken_zip_is_refused_by_both_doors(
    start: Start, tracksheet: Command, scores: Path, school: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    with unchanged(tmp_path / "new"):
        ended = start(tmp_path / "new", "--roster", str(broken), "--scores", str(scores))
    assert ended.code == 1
    assert "broken.zip" in ended.told["error"]
    with unchanged(school):
        result = tracksheet(school, "roster", "import", str(broken))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "broken.zip" in result.stderr


def test_a_file_that_is_not_there_is_named(start: Start, scores: Path, tmp_path: Path) -> None:
    ended = start(tmp_path, "--roster", str(tmp_path / "gone.zip"), "--scores", str(scores))
    assert ended.code == 1
    assert "gone.zip" in ended.told["error"]


def test_all_problems_of_a_bundle_are_told_at_once(
    tracksheet: Command, school: Path, tmp_path: Path
) -> None:
    bad = write_bundle(
        tmp_path / "bad.zip",
        changes={
            ("users", "t-1"): {"role": "wizard"},
            ("enrollments", "e-st-1-1"): {"classSourcedId": "cl-99"},
        },
    )
    with unchanged(school):
        result = tracksheet(school, "roster", "import", str(bad))
    assert result.exit_code == 1
    assert "wizard" in result.stderr
    assert "cl-99" in result.stderr
    assert all(line.startswith("  ") for line in result.stderr.splitlines()[1:])


@pytest.mark.parametrize(
    "name",
    [
        "catalyst/Test_full_data_set.zip",
        "catalyst/Test_minimal_data_set.zip",
        "catalyst/oneroster_test_data.zip",
        "catalyst/v1p2_full_dataset.zip",
        "oat",
        "star_district11.zip",
    ],
)
def test_bundles_that_break_the_rules_are_refused_by_both_doors(
    start: Start, tracksheet: Command, extra_data: Path, tmp_path: Path, name: str
) -> None:
    bundle = extra_data / "oneroster" / name
    if bundle.is_dir():
        members = {file.name: file.read_bytes() for file in bundle.glob("*.csv")}
        bundle = write_members(tmp_path / "oat.zip", members)
    refused = tracksheet(tmp_path / "by-hand", "roster", "import", str(bundle))
    assert (refused.exit_code, refused.stdout) == (1, "")
    with unchanged(tmp_path / "new"):
        ended = start(tmp_path / "new", "--roster", str(bundle), "--scores", str(bundle))
    assert ended.code == 1
    told = ended.told
    assert refused.stderr.splitlines() == [told["error"], *(f"  {one}" for one in told["problems"])]
    assert bundle.name in told["error"]
    if name == "star_district11.zip":
        assert "(s-14)" in told["problems"][0]
        assert "export a bundle of one school" in told["problems"][0]


def test_a_file_in_the_place_of_the_folder_is_named(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert "is a file" in start(file).told["error"]
    ended = start(file / "below")
    assert ended.code == 1
    assert "cannot be written (Not a directory)" in ended.told["error"]
    assert "--data-dir" in ended.told["error"]
    assert file.read_text() == "mine"


def test_a_folder_without_a_school_is_left_alone(tracksheet: Command, tmp_path: Path) -> None:
    for name in ("status", "flags", "entries", "provision", "sync"):
        result = tracksheet(tmp_path / "new", name)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "holds no school yet. Import one" in result.stderr
    assert not (tmp_path / "new").exists()


def test_every_wrong_score_is_named_with_its_row(
    start: Start, bundle: Path, tmp_path: Path
) -> None:
    scores = write_scores(
        tmp_path / "scores.csv",
        bundle,
        changes={
            ("st-1-1", "spring", "math"): {"class": "cl-9", "score": "many"},
            ("st-1-2", "fall", "math"): {"class": "cl-1", "score": "500"},
            ("nobody", "fall", "reading"): {"class": "cl-1", "score": "500"},
        },
    )
    lines = scores.read_text().splitlines()
    scores.write_text("\n".join([*lines, lines[-2]]))  # and a doubled row
    with unchanged(tmp_path / "new"):
        ended = start(tmp_path / "new", "--roster", str(bundle), "--scores", str(scores))
    problems = "\n".join(ended.told["problems"])
    assert ended.code == 1
    assert "row 2: the class 'cl-9' is not on the roster" in problems
    assert "row 2: the score 'many' is not a whole number" in problems
    assert "grade KG has no fall window" in problems
    assert "the student 'nobody' is not on the roster" in problems
    assert "stands 2 times; keep one" in problems


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", "cannot be read"),
        (b"student,grade,class,score\nst-1-1,KG,cl-1,500\n", "lacks the columns window, subject"),
        (b"student,grade,class,window,subject,score\n", "holds no scores"),
        (b'student,grade,class,window,subject,score\n"st-1-1,KG\n', "cannot be read"),
    ],
)
def test_a_file_that_holds_no_scores_is_refused(
    start: Start, bundle: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    scores = tmp_path / "scores.csv"
    scores.write_bytes(content)
    with unchanged(tmp_path / "new"):
        ended = start(tmp_path / "new", "--roster", str(bundle), "--scores", str(scores))
    assert ended.code == 1
    assert "scores.csv" in ended.told["error"]
    assert words in ended.told["error"]


@pytest.mark.parametrize("flag", ["--port", "--sheets-port"])
def test_a_taken_port_is_one_line_that_names_the_flag(
    start: Start, tmp_path: Path, flag: str
) -> None:
    with taken_port() as port, unchanged(tmp_path / "new"):
        ended = start(tmp_path / "new", flag, str(port))
    assert ended.code == 1
    assert ended.told["problems"] == []
    assert ended.stderr.count("\n") == 1
    assert f"Port {port} cannot be used" in ended.stderr
    assert ended.stderr.endswith(f"with {flag}.\n")


@pytest.mark.parametrize("flag", ["--port", "--sheets-port"])
def test_serve_names_the_flag_of_a_taken_port(tracksheet: Command, school: Path, flag: str) -> None:
    other = "--sheets-port" if flag == "--port" else "--port"
    with taken_port() as port, unchanged(school):
        result = tracksheet(school, "serve", flag, str(port), other, "0")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith(f"with {flag}.\n")


def test_two_equal_ports_are_refused(start: Start, tmp_path: Path) -> None:
    ended = start(tmp_path, "--port", "18001", "--sheets-port", "18001")
    assert ended.told["error"] == "--port and --sheets-port are both 18001; they must differ."


@pytest.mark.parametrize("given", ["--roster", "--scores"])
def test_roster_and_scores_belong_together(
    start: Start, bundle: Path, tmp_path: Path, given: str
) -> None:
    ended = start(tmp_path / "new", given, str(bundle))
    assert ended.code == 1
    assert ended.told["error"].startswith("--roster and --scores belong together")
    assert not (tmp_path / "new").exists()


def test_another_school_is_refused_on_a_folder_that_holds_one(start: Start, school: Path) -> None:
    files = [DEMO_DATA / "star_school7.zip", DEMO_DATA / "star_school7_scores.csv"]
    with unchanged(school):
        ended = start(school, "--roster", str(files[0]), "--scores", str(files[1]))
    assert ended.code == 1
    assert "holds the school s-1, and the bundle is for s-7" in ended.told["error"]
    assert "--data-dir" in ended.told["error"]


def test_a_second_school_is_refused_by_the_command_too(tracksheet: Command, school: Path) -> None:
    with unchanged(school):
        other = DEMO_DATA / "star_school7.zip"
        result = tracksheet(school, "roster", "import", str(other))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "s-1" in result.stderr
    assert "s-7" in result.stderr


@pytest.mark.parametrize("flag", ["--today", "--roster"])
def test_a_real_school_takes_no_flags_of_a_demo(
    start: Start, tracksheet: Command, bundle: Path, scores: Path, tmp_path: Path, flag: str
) -> None:
    folder = tmp_path / "real"
    assert tracksheet(folder, "roster", "import", str(bundle)).exit_code == 0
    given = {
        "--today": ["--today", "2027-05-24"],
        "--roster": ["--roster", str(bundle), "--scores", str(scores)],
    }[flag]
    with unchanged(folder):
        ended = start(folder, *given)
    assert ended.code == 1
    assert "holds a real school, not a demo" in ended.told["error"]


def test_a_wrong_command_line_is_one_json_object_too(start: Start, tmp_path: Path) -> None:
    ended = start(tmp_path / "new", "--today", "24.05.2027")
    assert ended.code == 2
    assert "24.05.2027" in ended.told["error"]
    assert not (tmp_path / "new").exists()


def test_settings_that_cannot_be_used_stop_a_start(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKSHEET_ZONE", "Chicago")
    monkeypatch.setenv("TRACKSHEET_NIGHT_HOUR", "24")
    ended = start(tmp_path / "new")
    assert ended.code == 1
    assert [one.partition(":")[0] for one in ended.told["problems"]] == [
        "TRACKSHEET_ZONE",
        "TRACKSHEET_NIGHT_HOUR",
    ]
    assert not (tmp_path / "new").exists()


def test_the_demo_keeps_away_from_google_itself(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = tmp_path / "key.json"
    key.write_text("{}")
    monkeypatch.setenv("TRACKSHEET_GOOGLE_KEY_FILE", str(key))
    ended = start(tmp_path / "new")
    assert ended.code == 1
    assert "tracksheet serve" in ended.told["error"]
    assert not (tmp_path / "new").exists()


def test_a_folder_at_work_is_refused_to_a_second_program(
    start: Start, tracksheet: Command, bundle: Path, school: Path
) -> None:
    with unchanged(school), DataFolder(school).lock():
        for command in (["provision"], ["sync"], ["roster", "import", str(bundle)]):
            result = tracksheet(school, *command)
            assert (result.exit_code, result.stdout) == (1, "")
            assert "Another Tracksheet program is at work" in result.stderr
        assert "Another Tracksheet program" in start(school, "--today", "2027-05-01").told["error"]
    assert tracksheet(school, "sync").exit_code == 0


def test_a_folder_at_work_can_still_be_read(tracksheet: Command, school: Path) -> None:
    with DataFolder(school).lock():
        assert tracksheet(school, "status").exit_code == 0


@pytest.mark.parametrize("name", ["demo.json", "ports.json", "service.json"])
def test_a_damaged_file_of_the_folder_is_named(
    tracksheet: Command, school: Path, name: str
) -> None:
    (school / name).write_text("{")
    result = tracksheet(school, "status")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{name} is damaged" in result.stderr
