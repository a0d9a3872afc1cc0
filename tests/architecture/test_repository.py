"""The files of the repository: exact pins, and nothing that holds on one machine only."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import committed_files, text_of

PIN = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==[0-9][0-9a-z.]*")
# In pieces, or this file would be a finding.
MACHINE_PATHS = ("/work" + "/", "../" + "shared", "/home" + "/", "/root" + "/")
ALLOWED = {
    Path(".ci/run"): {"../" + "shared"},
    Path("tests/pages/test_error_pages.py"): {"/work" + "/"},  # an address of the pages
}


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
