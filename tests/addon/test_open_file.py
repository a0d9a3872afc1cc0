"""The card of the open spreadsheet: asked for, granted, and for those who have a part in it."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from service.features.addon.events import EMAIL_SCOPE, FILE_SCOPE
from service.features.addon.keys import KeyRing
from sync.domain.audit import Finding, FindingKind, Repair
from sync.store.audit import keep_look
from sync.store.engine import Store
from sync.store.school import school
from sync.store.trackers import tracker
from tests.addon import google
from tests.addon.card_rules import asks_for_the_file
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer, token
from tests.addon.test_cards import links, looked_at, sent_by, widgets, words
from tests.pages import small_school

KINDERGARTEN, GRADE_1 = "file-KG", "file-01"
TEACHER, AIDE, OWNER = "t-1", "ai-1", "ad-1"


def buttons(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons of a card that stand by themselves, by their text."""
    lists = (one["buttonList"]["buttons"] for one in widgets(card) if "buttonList" in one)
    return {one["text"]: one for some in lists for one in some}


def test_google_is_asked_for_what_is_not_granted_and_then_the_card_is_there(panel: Panel) -> None:
    assert "About this spreadsheet" in buttons(panel.card("home", TEACHER))
    asked = google.event("file", TEACHER)
    assert asks_for_the_file(panel.post("file", json=asked).get_json())
    asked["authorizationEventObject"]["authorizedScopes"] = [EMAIL_SCOPE]
    answer = panel.post("file", json=asked).get_json()
    assert answer == {"requesting_google_scopes": {"scopes": [FILE_SCOPE]}}
    for path in ("file-granted", "file"):
        card = panel.card(path, TEACHER, file=KINDERGARTEN)
        assert words(card)[:3] == [
            "Kindergarten",
            "2 scores are left to enter: 2 for spring (was due Friday 7 May 2027).",
            "Quill, Mara\n✕ Spring reading: missing",
        ]
        assert links(card)[0].startswith("http://127.0.0.1:8765/spreadsheets/d/file-KG/edit")
        assert "As of 02:14 on Monday 24 May 2027." in words(card)
    # After the grant the card is the first of its stack, so it has a way to the usual first one.
    granted = panel.card("file-granted", TEACHER, file=KINDERGARTEN)
    way = buttons(granted)["All that is yours"]
    assert words(panel.card("start", TEACHER, parameters=sent_by(way)))[0].startswith("2 scores")


def test_the_list_of_one_tracker_turns_its_pages_and_has_nothing_of_another(panel: Panel) -> None:
    card = panel.card("file", "t-2", file=GRADE_1)
    assert "1 to 10 of 16 scores to enter." in words(card)
    second = panel.card("file/tracker", "t-2", parameters=sent_by(buttons(card)["More"]))
    assert "11 to 16 of 16 scores to enter." in words(second)
    nothing = "You have nothing left to do in this spreadsheet today."
    assert words(panel.card("file", "t-3", file=KINDERGARTEN))[1] == nothing
    assert links(panel.card("file", AIDE, file=KINDERGARTEN)) == []
    assert "Notes" in buttons(panel.card("file", AIDE, file=KINDERGARTEN))


@pytest.mark.parametrize("path", ["file", "file-granted", "file/tracker"])
def test_who_has_no_part_in_a_file_is_told_so_and_not_whether_it_is_a_tracker(
    panel: Panel, path: str
) -> None:
    known = panel.card("file", "t-2", file=GRADE_1)
    pages = sent_by(buttons(known)["More"])
    cards = [
        panel.card(path, TEACHER, file=file, parameters=pages)
        for file in (GRADE_1, "some-other-file", f"{KINDERGARTEN} ", KINDERGARTEN.lower(), "")
        if file or path == "file/tracker"
    ]
    assert all(card == cards[0] for card in cards)
    assert words(cards[0])[0] == "You have no part in this spreadsheet."
    assert "Ask Ada Badru, ad-1@school.example, if you should." in words(cards[0])
    assert words(panel.card(path, "mallory", file=GRADE_1))[0].startswith("mallory@school.example")
    assert "no part" in words(panel.card(path, "ad-2", file=GRADE_1, parameters=pages))[0]


@pytest.mark.parametrize(
    ("sheets", "status"),
    [
        ([], 400),
        ({"addonHasFileScopePermission": "true", "id": KINDERGARTEN}, 400),
        ({"addonHasFileScopePermission": True, "id": 7}, 400),
        ({"addonHasFileScopePermission": True, "id": "x" * 201}, 400),
        ({"addonHasFileScopePermission": True, "id": [KINDERGARTEN]}, 400),
        ({"id": KINDERGARTEN}, 200),
        ({"addonHasFileScopePermission": False, "id": KINDERGARTEN}, 200),
    ],
)
def test_an_id_of_another_form_is_refused_and_one_that_was_not_granted_is_not_used(
    panel: Panel, sheets: Any, status: int
) -> None:
    body = google.event("file", TEACHER) | {"sheets": sheets}
    answer = panel.post("file", json=body)
    assert answer.status_code == status
    assert status == 400 or asks_for_the_file(answer.get_json())


@pytest.mark.parametrize("path", ["file", "file-granted", "repair", "sync"])
def test_a_forged_event_learns_nothing_of_the_open_file(panel: Panel, path: str) -> None:
    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda about: about.update(systemIdToken=token(google.system_claims("home"))),
        lambda about: about.update(
            systemIdToken=token(google.system_claims(path), key=google.FOREIGN)
        ),
        lambda about: about.update(userIdToken=about["systemIdToken"]),
        lambda about: about.pop("userIdToken"),
    ]
    for change in changes:
        body = google.event(path, OWNER, file=KINDERGARTEN)
        change(body["authorizationEventObject"])
        assert panel.post(path, json=body).status_code == 401


def found_in(store: Store, *findings: tuple[str, Repair]) -> None:
    """Have the audit find these in kindergarten."""
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = tracker(tx, known.scope, "s-1.2026.KG")
        assert made is not None
        those = [
            Finding(key=sentence, kind=FindingKind.LINK, sentence=sentence, repair=repair)
            for sentence, repair in findings
        ]
        keep_look(tx, known.scope, made.id, those, [], small_school.READ_AT)


def test_the_owner_reads_how_complete_it_is_what_is_wrong_and_repairs_what_needs_no_yes(
    store: Store, keys: KeyServer, ring: KeyRing
) -> None:
    asked: list[tuple[str, Any]] = []
    may_end = Event()

    def run(name: str, options: Any, _: Callable[[str], None]) -> Any:
        asked.append((name, options))
        assert may_end.wait(20)
        return {"repaired": 1, "findings": [{"finding": "x"}], "trackers_read": 1, "changes": 2}

    panel = Panel(addon_on(store, keys, ring, run))
    card = panel.card("file", OWNER, file=KINDERGARTEN)
    said = words(card)
    assert said[1].startswith("1 of 16 scores is missing.")
    assert "Quill" not in " ".join(said)
    assert "Wren, Ivo\nIt says 45O.\nType the score again in digits only." in said
    assert "The last looks found nothing wrong." in said
    assert "Repair" not in buttons(card)
    found_in(store, ("A lock is gone.", Repair.AT_ONCE), ("A stranger reads.", Repair.AFTER_A_YES))
    card = panel.card("file", OWNER, file=KINDERGARTEN)
    page = buttons(card)["Say yes on the page"]["onClick"]["openLink"]["url"]
    assert page == f"{google.PUBLIC_URL}/trackers/s-1.2026.KG#rights"
    assert "A stranger reads." in words(card)
    assert "A lock is gone." not in words(panel.card("file", OWNER, file=GRADE_1))
    for name in ("Repair", "Sync now"):
        may_end.clear()
        begun = panel.card(
            name.partition(" ")[0].lower(), OWNER, parameters=sent_by(buttons(card)[name])
        )
        may_end.set()
        told = looked_at(panel, sent_by(buttons(begun)["Look again"]))
        assert told[0] in {"The repair is done.", "The sync is done."}
    assert asked == [
        ("audit_repair", {"tracker": "s-1.2026.KG", "agreed": []}),
        ("sync", {"tracker": "s-1.2026.KG"}),
    ]


@pytest.mark.parametrize("path", ["repair", "sync"])
def test_only_the_owner_has_a_tracker_repaired_or_read(panel: Panel, path: str) -> None:
    card = panel.card("file", OWNER, file=KINDERGARTEN)
    named = sent_by(buttons(card)["Sync now"])
    refused = panel.card(path, TEACHER, parameters=named)
    assert words(refused) == ["Only the document owner has trackers read or changed from here."]
    gone = panel.card(path, OWNER, parameters={"tracker": "made up"})
    assert words(gone) == ["This tracker is not there any more."]
