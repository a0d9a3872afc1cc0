"""The commands as they are typed: what they print, what they ask, how they end."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.commands import main
from tests.access.conftest import EVE, at_work, email

pytestmark = pytest.mark.slow


def _typed(folder: Path, *words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, [*words, "--data-dir", str(folder)], input=answer)


@pytest.mark.slow
def test_an_audit_is_read_answered_and_repaired(folder: Path) -> None:
    fresh = _typed(folder, "audit", "--all")
    assert (fresh.exit_code, fresh.stdout) == (0, "nothing\n")
    with at_work(folder) as school:
        school.share(school.file, type="user", role="writer", emailAddress=EVE)
        school.share(school.file, type="anyone", role="reader")
    found = _typed(folder, "audit", "--all")
    assert found.exit_code == 1
    assert "Anyone who has the link can view it." in found.stdout
    refused = _typed(folder, "audit", "--all", "--repair", answer="n\n")
    assert f"{EVE} can edit it and has no address of the school. Take it away?" in refused.stderr
    assert (refused.exit_code, "Repaired 1." in refused.stderr) == (1, True)
    agreed = _typed(folder, "audit", "--all", "--repair", "--yes", "--format", "json")
    assert (agreed.exit_code, json.loads(agreed.stdout)) == (0, [])


@pytest.mark.slow
def test_ending_lending_and_listing_as_they_are_typed(folder: Path) -> None:
    lent = _typed(folder, "access", "substitute", EVE, "--for", "t-1", "--until", "2026-12-18")
    assert lent.stdout == f"{EVE} stands in for {email('t-1')} to the end of 2026-12-18.\n"
    ended = _typed(folder, "access", "end", "ai-1")
    assert ended.exit_code == 0
    assert "Reading back shows nothing left." in ended.stdout
    later = _typed(folder, "access", "end", "ai-2", "--on", "2027-01-05")
    assert "ends on 2027-01-05, in that night." in later.stdout
    with at_work(folder) as school:
        school.share(school.file, type="anyone", role="reader")
    left = _typed(folder, "access", "end", EVE)
    assert (left.exit_code, "the file is open to anyone" in left.stderr) == (1, True)
    owner = _typed(folder, "access", "end", "ad-1")
    assert (owner.exit_code, "is a document owner" in owner.stderr) == (1, True)
    listed = _typed(folder, "access", "list", "--format", "json")
    rows = json.loads(listed.stdout)
    assert email("ai-1") not in {one["who"] for one in rows}
    assert "anyone who has the link" in {one["who"] for one in rows}
