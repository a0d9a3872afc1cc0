"""The audit: everything that can go wrong with sharing and protections is seen, told, repaired."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from local_sheets.drive_model import Role
from sync.errors import GoogleError, TrackerError
from tests.access.conftest import DRIVE, EVE, STONE, School, at_work, email

pytestmark = pytest.mark.slow

Spoil = Callable[[School, str], Any]


def _first(school: School, file: str, part: str) -> str:
    return next(name for name in sorted(school.protections(file)) if part in name.lower())


def _drop_protection(school: School, file: str) -> None:
    held = school.protections(file)[_first(school, file, "notes")]
    request = {"deleteProtectedRange": {"protectedRangeId": held["protectedRangeId"]}}
    school.batch(file, request, person=email("ad-1"))


def _changing(**changes: Any) -> Spoil:
    def change(school: School, file: str) -> None:
        school.change_protection(file, _first(school, file, "notes"), **changes)

    return change


def _adding_an_editor(school: School, file: str) -> None:
    name = _first(school, file, "notes")
    users = [*school.protections(file)[name]["editors"]["users"], email("t-1")]
    school.change_protection(file, name, editors={"users": users})


def _dropping_an_editor(school: School, file: str) -> None:
    name = _first(school, file, "notes")
    users = school.protections(file)[name]["editors"]["users"]
    kept = [one for one in users if one != email("ai-1")]
    school.change_protection(file, name, editors={"users": kept})


CASES: dict[str, tuple[Spoil, str, str]] = {
    "link": (
        lambda s, f: s.share(f, type="anyone", role="reader"),
        "Anyone who has the link can view it.",
        "at once",
    ),
    "link to edit": (
        lambda s, f: s.share(f, type="anyone", role="writer"),
        "Anyone who has the link can edit it.",
        "at once",
    ),
    "domain": (
        lambda s, f: s.share(f, type="domain", role="reader", domain="school.example"),
        "Everybody at school.example can view it.",
        "at once",
    ),
    "outsider": (
        lambda s, f: s.share(f, type="user", role="writer", emailAddress=EVE),
        f"{EVE} can edit it and has no address of the school.",
        "after a yes",
    ),
    "colleague": (
        lambda s, f: s.share(f, type="user", role="reader", emailAddress=email("t-2")),
        " can view it and is not on this tracker's team.",
        "after a yes",
    ),
    "nobody known": (
        lambda s, f: s.share(f, type="user", role="reader", emailAddress=STONE),
        f"{STONE} can view it and is not on this tracker's team.",
        "after a yes",
    ),
    "less than it should be": (
        lambda s, f: s.reshare(f, email("t-1"), "reader"),
        " can only view it and should be able to edit it.",
        "at once",
    ),
    "not shared": (
        lambda s, f: s.unshare(f, email("t-1")),
        " should have it and does not.",
        "at once",
    ),
    "protection lost": (
        _drop_protection,
        " is gone: everybody who has the file can edit there.",
        "at once",
    ),
    "protection widened": (_adding_an_editor, " may edit there too.", "at once"),
    "protection narrowed": (_dropping_an_editor, " may not edit there any more.", "at once"),
    "protection that warns": (_changing(warningOnly=True), "it only warns", "at once"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_spoiled_is_seen_told_and_repaired(mended: School, name: str) -> None:
    school = mended
    spoil, sentence, repair = CASES[name]
    file = school.file
    before = _state(school, file)
    spoil(school, file)
    assert _state(school, file) != before, "it really is spoiled"
    done = school.run("audit", all=True)
    assert done["looked_at"] == 2
    assert [one["tracker"] for one in done["findings"]] == ["s-1.2026.01"]
    found = done["findings"][0]
    assert sentence in found["finding"]
    assert found["repair"] == repair
    needs_a_yes = repair == "after a yes"
    if needs_a_yes:
        refused = school.run("audit_repair", agreed=[])
        assert (refused["repaired"], len(refused["findings"])) == (0, 1), "not without a yes"
    repaired = school.run("audit_repair", agreed=[(found["tracker"], found["key"])])
    assert (repaired["repaired"], repaired["findings"]) == (1, [])
    assert _state(school, file) == before
    assert school.run("audit", all=True)["findings"] == []


def _state(school: School, file: str) -> Any:
    shared = [
        (one["type"], one.get("emailAddress", ""), one["role"]) for one in school.permissions(file)
    ]
    ranges = {
        name: (
            one["range"],
            one.get("warningOnly", False),
            sorted(one["editors"].get("users", ())),
            one["editors"].get("domainUsersCanEdit", False),
        )
        for name, one in school.protections(file).items()
        if "editors" in one
    }
    return sorted(shared), ranges


def test_a_tracker_as_it_was_made_has_nothing_to_find(school: School) -> None:
    assert school.run("audit", all=True) == {"looked_at": 2, "repaired": 0, "findings": []}


def test_a_stranger_keeps_what_a_yes_did_not_name(school: School) -> None:
    file = school.file
    school.share(file, type="user", role="writer", emailAddress=EVE)
    school.share(file, type="anyone", role="reader")
    done = school.run("audit_repair", agreed=[("s-1.2026.02", f"user {EVE}")])
    assert done["repaired"] == 1
    assert [one["key"] for one in done["findings"]] == [f"user {EVE}"]


def test_the_service_taken_out_of_a_protection_says_what_to_do(school: School) -> None:
    file = school.file
    name = _first(school, file, "notes")
    school.change_protection(file, name, editors={"users": [email("ad-1")]})
    found = school.run("audit", all=True)["findings"]
    assert [one["repair"] for one in found] == ["by hand"]
    assert "no longer has the service among its editors" in found[0]["finding"]


def test_a_file_that_was_deleted_is_a_finding_and_the_others_go_on(school: School) -> None:
    school.add_member(email("ad-1"), Role.ORGANIZER)
    school.ask_as(email("ad-1"), "delete", f"{DRIVE}/files/{school.file}")
    done = school.run("audit", all=True)
    assert done["looked_at"] == 2
    gone = [one for one in done["findings"] if one["tracker"] == "s-1.2026.01"]
    assert [one["kind"] for one in gone] == ["cannot be looked at"]
    assert "was it moved or deleted?" in gone[0]["finding"]


def test_a_member_of_the_drive_is_told_and_left_to_hands(school: School) -> None:
    school.add_member(STONE, Role.READER)
    done = school.run("audit_repair", agreed=[])
    assert done["repaired"] == 0
    assert {one["tracker"] for one in done["findings"]} == {"s-1.2026.01", "s-1.2026.02"}
    assert (
        "is a member of the shared drive and so can view every tracker"
        in (done["findings"][0]["finding"])
    )


def test_since_when_is_told_as_far_as_it_is_known(folder: Path) -> None:
    with at_work(folder) as school:
        school.share(school.file, type="anyone", role="reader")
        first = school.run("audit", all=True)["findings"][0]
        assert first["since"].startswith("not known; there at the first look, ")
        school.run("audit_repair", agreed=[])
        school.share(school.file, type="anyone", role="reader")
        again = school.run("audit", all=True)["findings"][0]
        assert date.fromisoformat(again["since"]), "between two looks of one day"


def test_a_night_looks_at_what_changed_and_at_a_seventh_and_only_once(folder: Path) -> None:
    with at_work(folder) as school:
        assert school.run("audit")["looked_at"] == 2, "the first time everything is new"
        assert school.run("audit")["looked_at"] == 1, "a seventh of two is one"
        assert school.run("audit")["looked_at"] == 1
        school.share(school.opened.spreadsheets()["02"], type="anyone", role="reader")
        done = school.run("audit")
        assert [one["tracker"] for one in done["findings"]] == ["s-1.2026.02"]
        flag = {"tracker": "s-1.2026.02", "kind": "shared wrongly", "state": "open"}
        assert [flag.items() <= one.items() for one in _flagged(school)] == [True]
        night = school.opened.turns.run_night(lambda _: None)
        assert night["access"]["looked_at"] >= 1
        assert len(night["access"]["findings"]) == 1
        again = school.opened.turns.run_night(lambda _: None)
        assert again["access"]["looked_at"] == 0, "a night is audited once"
        school.run("audit_repair", agreed=[])
        assert _flagged(school) == [], "what was repaired resolves itself"


def _flagged(school: School) -> list[dict[str, Any]]:
    return [one for one in school.run("flags") if one["kind"] in {"shared wrongly", "unprotected"}]


SHOWS_NOTHING = {"columnIndex": 8, "filterCriteria": {"condition": {"type": "BLANK"}}}


def test_a_changed_filter_view_is_told_and_put_back(folder: Path) -> None:
    with at_work(folder) as school:
        views = next(
            tab["filterViews"]
            for tab in school.opened.gateway().read(school.file, "sheets(filterViews)")["sheets"]
            if tab.get("filterViews")
        )
        title = views[1]["title"]
        changed = {"filterViewId": views[1]["filterViewId"], "filterSpecs": [SHOWS_NOTHING]}
        spoil = [
            {"updateFilterView": {"filter": changed, "fields": "filterSpecs"}},
            {"deleteFilterView": {"filterId": views[0]["filterViewId"]}},
        ]
        school.batch(school.file, *spoil, person=email("ad-1"))
        found = school.run("audit", all=True)["findings"]
        changed_one = f'The filter view "{title}" on the tab Students was changed'
        assert {one["finding"] for one in found} == {
            f"{changed_one}: it picks or sorts other rows.",
            f'The filter view "{views[0]["title"]}" on the tab Students is gone.',
        }
        assert _flagged(school) == [], "what people see is no matter of who can reach it"
        assert school.run("audit_repair", agreed=[])["repaired"] == 2
        assert school.run("audit", all=True)["findings"] == []


def test_everything_is_looked_at_within_seven_looks(folder: Path) -> None:
    with at_work(folder) as school:
        school.run("audit")
        seen: set[str] = set()
        for _ in range(2):
            before = len(school.opened.app.log.report(0)["entries"])
            school.run("audit")
            entries = school.opened.app.log.report(0)["entries"][before:]
            seen |= {one["path"].split("/")[-2] for one in entries if "permissions" in one["path"]}
        assert seen == set(school.opened.spreadsheets().values())


def test_a_look_is_one_read_and_one_list_of_permissions(school: School) -> None:
    school.run("audit", all=True)
    before = len(school.opened.app.log.report(0)["entries"])
    school.run("audit", all=True)
    entries = school.opened.app.log.report(0)["entries"][before:]
    calls = [one["api"] for one in entries if school.file in one["path"]]
    assert sorted(calls) == ["drive", "sheets_read"]


def test_a_repair_that_somebody_undoes_is_told(school: School) -> None:
    """Drive takes the call and nothing changes: as when two people work against each other."""
    school.share(school.file, type="anyone", role="reader")
    found = school.run("audit", all=True)["findings"]
    assert len(found) == 1
    url = f"{DRIVE}/files/{school.file}/permissions/anyoneWithLink"
    school.opened.app.faults.add({"route": f"*{url.partition('.com')[2]}*", "status": 503})
    with pytest.raises((GoogleError, TrackerError)):
        school.run("audit_repair", agreed=[])
    assert school.run("audit_repair", agreed=[])["repaired"] == 1
