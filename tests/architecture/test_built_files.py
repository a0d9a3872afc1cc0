"""The built spreadsheet page is what its source gives, and vendored files are whole."""

import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT

SOURCE = ROOT / "web" / "spreadsheet"
BUILT = ROOT / "local_sheets" / "browser" / "static"
AXE = ROOT / "tests" / "browser" / "vendor"
#: axe-core 4.14.1, axe.min.js of the npm package, MPL-2.0.
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


def note() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((BUILT / "spreadsheet.build.json").read_text())
    return content


def test_the_committed_file_is_the_one_that_was_built() -> None:
    built = (BUILT / note()["file"]).read_bytes()
    assert sha256(built).hexdigest() == note()["sha256"]
    assert built.startswith(b"// Tracksheet spreadsheet ")


def test_it_was_built_from_the_committed_source() -> None:
    whole = sha256()
    for path in sorted((SOURCE / "src").iterdir()):
        whole.update(path.read_bytes())
    assert whole.hexdigest() == note()["source_sha256"], "run: npm run build, in web/spreadsheet"


def test_version_licence_and_tools_are_the_packages_own() -> None:
    package = json.loads((SOURCE / "package.json").read_text())
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    assert (note()["version"], note()["license"]) == (package["version"], package["license"])
    for name, wanted in package["devDependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == wanted, "pins are exact"
    assert note()["made_with"] == {"esbuild": package["devDependencies"]["esbuild"]}
    assert "dependencies" not in package, "the page needs no library at run time"


def test_axe_is_the_published_one() -> None:
    assert sha256((AXE / "axe.min.js").read_bytes()).hexdigest() == AXE_SHA256
    assert "Mozilla Public License" in (AXE / "axe.LICENSE").read_text()


@pytest.mark.slow
def test_the_build_can_be_done_again(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed; it is needed to change the page only")
    copy = tmp_path / "spreadsheet"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("node_modules"))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=copy, capture_output=True, text=True, check=False, timeout=120
        )

    installed = run(npm, "ci", "--no-audit", "--no-fund")
    if installed.returncode:
        reason = f"npm could not fetch esbuild: {installed.stderr[-300:]}"
        pytest.skip(reason)
    checked = run(npm, "run", "check")
    assert checked.returncode == 0, checked.stdout
    built = run("node", "build.mjs", str(tmp_path))
    assert built.returncode == 0, built.stderr
    for name in ("spreadsheet.js", "spreadsheet.build.json"):
        assert (tmp_path / name).read_bytes() == (BUILT / name).read_bytes(), name
