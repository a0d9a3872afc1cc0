"""The files of the repository: exact pins, and nothing that holds on one machine only."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules_under

PIN = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[0-9][0-9a-z.]*")
# In pieces, or this file would be a finding.
MACHINE_PATHS = ("/work" + "/", "../" + "shared", "/home" + "/", "/root" + "/")
ALLOWED = {Path(".ci/run"): {"../" + "shared"}}


def committed_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [Path(name) for name in listing.stdout.split("\0") if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return (ROOT / path).read_bytes().decode("utf-8", errors="replace")


def pins(name: str) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in text_of(Path(name)).splitlines())
    return [line for line in lines if line and not line.startswith("-r ")]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
)
def test_every_requirement_is_an_exact_pin(name: str) -> None:
    assert pins(name)
    assert [line for line in pins(name) if not PIN.fullmatch(line)] == []


def test_no_package_is_pinned_twice() -> None:
    names = [
        line.partition("==")[0] for line in pins("requirements.txt") + pins("requirements-dev.txt")
    ]
    assert sorted(set(names)) == sorted(names)


def test_no_file_names_a_folder_of_one_machine() -> None:
    findings = [
        f"{path}: {place}"
        for path in committed_files()
        for place in MACHINE_PATHS
        if place in text_of(path) and place not in ALLOWED.get(path, set())
    ]
    assert findings == []


def test_ci_runs_the_same_command_as_a_desk() -> None:
    assert text_of(Path(".ci/run")).rstrip().endswith('exec python3 scripts/test.py "$@"')


def test_every_local_link_in_the_docs_leads_somewhere() -> None:
    link = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
    broken = [
        f"{path}: {target}"
        for path in committed_files()
        if path.suffix == ".md"
        for target in link.findall(text_of(path))
        if not (ROOT / path.parent / target).exists()
    ]
    assert broken == []


def test_every_class_in_the_glossary_is_in_the_code() -> None:
    rows = [line.split("|") for line in text_of(Path("docs/glossary.md")).splitlines()]
    named = {name for row in rows if len(row) == 5 for name in re.findall("`([A-Z]\\w+)`", row[2])}
    defined = {
        name
        for path in modules_under("service", "sync", "sheet_templates")
        for name in re.findall(r"^class (\w+)", text_of(path), re.MULTILINE)
    }
    assert named
    assert named - defined == set()
