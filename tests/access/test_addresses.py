"""Somebody whom Google knows by another address than the roster."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.features.access.ending import AccessError
from service.google_settings import GoogleSettings, Way
from service.turns import Turns
from sync.errors import RosterError
from tests.access.conftest import EVE, School, email
from tests.school_bundles import write_bundle
from tests.small_installation import URL

TEACHER, NEW = email("t-1"), "ms.new@school.example"


def people(school: School) -> set[str]:
    """Who has grade 1's file, and who may type its scores, as Google answers now."""
    asked = {"fields": "permissions(emailAddress)", "useDomainAdminAccess": "false"}
    url = f"https://www.googleapis.com/drive/v3/files/{school.file}/permissions"
    held = school.ask("GET", url, None, **asked)["permissions"]
    return {one["emailAddress"] for one in held if one.get("emailAddress")}


def typists(school: School) -> set[str]:
    scores = next(
        held for title, held in school.protections(school.file).items() if title[:6] == "Scores"
    )
    return set(scores["editors"]["users"])


def emails(school: School) -> set[str]:
    """The addresses of the staff as the store has them."""
    return {one.email for one in school.opened.installation.briefing().roster.staff}


@pytest.mark.slow
def test_the_other_address_has_file_and_cells_and_the_rosters_has_not(
    school: School, tmp_path: Path
) -> None:
    assert {TEACHER} <= people(school) & typists(school)
    assert school.run("access_address", person=TEACHER, address=NEW) == {"address": NEW}
    assert NEW in people(school) & typists(school)
    assert TEACHER not in people(school) | typists(school)
    assert school.run("audit", all=True)["findings"] == []
    bundle = str(write_bundle(tmp_path / "again.zip", classes=2, grades=("01", "02")))
    school.run("import_roster", path=bundle)
    assert school.run("roster_preview", path=bundle)["parts"] == [], "the roster says no other"
    assert [one["steps"] for one in school.run("plan")] == [[], []]
    ended = school.run("access_end", person=TEACHER, on=None)
    assert (ended["email"], ended["is_proved"]) == (NEW, True), "by either address"
    with pytest.raises(AccessError) as refused:
        school.run("access_address", person="t-1", address=None)
    assert "restore it first" in refused.value.problems[0]
    school.run("access_restore", person=NEW)
    assert school.run("access_address", person="t-1", address=None) == {"address": TEACHER}
    assert TEACHER in people(school) & typists(school)
    assert NEW not in people(school) | typists(school)


def test_an_address_that_is_somebody_elses_is_refused_now_and_in_a_later_roster(
    school: School, tmp_path: Path
) -> None:
    for person, address, problem in (
        ("t-1", email("t-2"), "t-2@school.example is somebody else's address in the roster."),
        ("t-1", "nobody", "'nobody' is no e-mail address."),
        (EVE, NEW, f"{EVE} is not on the staff of the roster."),
    ):
        with pytest.raises(AccessError) as refused:
            school.run("access_address", person=person, address=address)
        assert list(refused.value.problems) == [problem]
    before = emails(school)
    school.run("access_address", person="t-1", address=NEW)
    assert emails(school) == before - {TEACHER} | {NEW}, "nobody else's"
    changes = {("users", "t-2"): {"email": NEW}}
    bundle = write_bundle(tmp_path / "taken.zip", classes=2, grades=("01", "02"), changes=changes)
    with pytest.raises(RosterError) as taken:
        school.run("import_roster", path=str(bundle))
    assert NEW in taken.value.problems[0]


@pytest.mark.slow
def test_an_address_that_google_refuses_is_not_decided_and_stops_nothing(mended: School) -> None:
    """The embedded server has an account for everybody; asked as Google is, it has not."""
    installation = mended.opened.installation
    key = installation.folder.sheets / "service-account.json"
    as_google = replace(
        installation.settings, google=GoogleSettings(way=Way.KEY_FILE, file=key, url=URL)
    )
    asked = {"person": "t-1", "address": "Ms.Nobody@school.example"}
    with pytest.raises(AccessError, match="nothing was decided") as refused:
        Turns(replace(installation, settings=as_google)).run(
            "access_address", asked, lambda _: None
        )
    assert "ms.nobody@school.example" in refused.value.problems[0]
    assert "ms.nobody" not in str(mended.run("access_list"))
    assert {TEACHER} <= people(mended) & typists(mended)
    assert all(not one["refused"] for one in mended.run("apply"))
    assert mended.run("audit", all=True)["findings"] == []
