"""What people find in the panel. Each card here was taken as Google would take it (`Panel`)."""

from collections.abc import Callable
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest

from service.features.addon.keys import KeyRing
from service.works import Job, Outcome
from sync.domain.audit import Finding, FindingKind, Repair
from sync.domain.flag_life import COLUMN_PROBLEM
from sync.store.audit import keep_look
from sync.store.engine import Store
from sync.store.excuses import excuses
from sync.store.flags import flags
from sync.store.school import school
from sync.store.trackers import tracker
from tests.addon.card_rules import shown
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, sign_in

MILLISECONDS_A_DAY = 86_400_000
SYNC = Job(
    operation="sync", options={}, title="", back="", tell=lambda done: Outcome(answer=str(done))
)


def words(card: dict[str, Any]) -> list[str]:
    """What a person reads, widget by widget; buttons in brackets."""
    said = []
    for section in card["sections"]:
        for widget in section["widgets"]:
            ((_, fields),) = widget.items()
            said += [shown(fields["text"])] if "text" in fields else []
            buttons = [*fields.get("buttons", ()), *filter(None, [fields.get("button")])]
            said += [f"[{one['text']}]" for one in buttons]
    return said


def links(card: dict[str, Any]) -> list[str]:
    """The addresses that buttons open."""
    rows = [
        w["decoratedText"] for s in card["sections"] for w in s["widgets"] if "decoratedText" in w
    ]
    buttons = [row["button"] for row in rows if "button" in row]
    return [one["onClick"]["openLink"]["url"] for one in buttons if "openLink" in one["onClick"]]


def test_a_teacher_reads_first_what_is_left_then_the_cells_and_of_when_it_is(panel: Panel) -> None:
    card = panel.card("home", "t-1")
    assert words(card) == [
        "2 scores are left to enter: 2 for spring (was due Friday 7 May 2027).",
        "The next data review is on Friday 28 May 2027.",
        "Quill, Mara\n✕ Spring reading: missing",
        "[Cell]",
        "Wren, Ivo\n? Spring reading: unreadable",
        "[Cell]",
        "[As a list]",
        "Kindergarten",
        "[Open]",
        "As of 02:14 on Monday 24 May 2027.",
        "[About this spreadsheet]",
    ]
    assert links(card)[0] == (
        "http://127.0.0.1:8765/spreadsheets/d/file-KG/edit?gid=71&range=I16#gid=71&range=I16"
    )


def test_the_list_has_ten_rows_a_page_says_how_many_there_are_and_keeps_its_place(
    panel: Panel,
) -> None:
    home = words(panel.card("home", "t-2"))
    assert home.count("[Cell]") == 5
    assert "[All 16]" in home
    first = panel.card("due", "t-2")
    assert words(first).count("[Cell]") == 10
    assert words(first)[-2:] == ["1 to 10 of 16 scores to enter.", "[More]"]
    for number in ("1", "7"):
        answer = panel.ask("due", "t-2", parameters={"page": number})
        (way,) = answer["renderActions"]["action"]["navigations"]
        assert words(way["updateCard"])[-2:] == ["11 to 16 of 16 scores to enter.", "[Earlier]"]
    assert "Nothing is left to enter today." in words(panel.card("due", "t-3"))


def test_intervention_staff_are_led_to_the_notes_of_their_trackers(panel: Panel) -> None:
    card = panel.card("home", "ai-1")
    assert words(card)[0].startswith("You owe no scores.")
    assert words(card).count("[Notes]") == 2
    assert [one.partition("?")[2] for one in links(card)] == ["gid=72#gid=72"] * 2


def test_the_owner_reads_first_how_the_school_stands(panel: Panel) -> None:
    said = words(panel.card("home", "ad-1"))
    assert said[:2] == ["17 of 32 scores are missing.", "[By class]"]


def test_help_says_what_to_type_and_whom_to_ask(panel: Panel) -> None:
    said = "\n".join(words(panel.card("help", "t-1")))
    assert "ABS: absent" in said
    assert "Ada Badru, ad-1@school.example" in said


@pytest.mark.parametrize("person", ["mallory", "st-1-1"])
def test_who_has_no_role_reads_whom_to_ask_and_of_no_child(panel: Panel, person: str) -> None:
    for path in ("home", "due", "help"):
        card = panel.card(path, person)
        (said,) = words(card)
        assert said.startswith(f"{person}@school.example is not on this school's staff list")
        assert said.endswith("ask Ada Badru.")


def asked(panel: Panel, student: str, **more: str) -> dict[str, str]:
    """The parameters that a card would have sent for this child."""
    return {"student": panel.addon.handle(student), **more}


def filled_in(**texts: str) -> dict[str, Any]:
    """A form as Google sends it back; what was left empty is not there."""
    return {name: {"stringInputs": {"value": [text]}} for name, text in texts.items() if text}


def stored(store: Store) -> list[tuple[str, str | None, str | None, str, str, str]]:
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        return [
            (one.student, one.checkpoint, one.metric, one.code, one.reason, one.by)
            for one in excuses(tx, known.scope)
        ]


def test_a_glance_tells_yes_in_the_language_of_the_reader(
    store: Store, keys: KeyServer, ring: KeyRing
) -> None:
    own = small_school.ask_yes_or_no(store)
    panel = Panel(addon_on(store, keys, ring, own=own))
    said = words(panel.card("student", "t-1", parameters=asked(panel, "st-1-1")))
    assert "Reading\nSpring: sí" in said


def test_a_glance_tells_scores_and_what_is_missing(panel: Panel) -> None:
    card = panel.card("student", "t-1", parameters=asked(panel, "st-1-1"))
    said = words(card)
    assert said[0].startswith("Quill, Mara\nKindergarten, ")
    assert "Reading\nSpring: ✕ missing" in said
    assert "Mathematics\nSpring: 450" in said
    assert said[-3:] == ["[Excuse]", "[Row in the tracker]", "[All about the student]"]


@pytest.mark.parametrize("person", ["t-3", "ai-1"])
def test_who_shares_the_tracker_sees_the_child_and_excuses_nothing(
    panel: Panel, person: str
) -> None:
    parameters = asked(panel, "st-1-1")
    assert "[Excuse]" not in words(panel.card("student", person, parameters=parameters))
    form = panel.card("excuse", person, parameters=parameters)
    assert form["name"] == "not-allowed"


@pytest.mark.parametrize("path", ["student", "excuse", "excuse/give"])
@pytest.mark.parametrize("student", ["st-2-1", "nobody", ""])
def test_a_child_of_another_tracker_is_as_unknown_as_one_that_does_not_exist(
    panel: Panel, path: str, student: str
) -> None:
    parameters = asked(panel, student) if student else {}
    card = panel.card(path, "t-1", parameters=parameters)
    assert words(card) == [
        "This student is not in a tracker that is shared with you, or has left the school."
    ]


def test_no_name_and_no_roster_id_of_a_child_travels_in_parameters(panel: Panel) -> None:
    for path in ("home", "due"):
        text = str(panel.ask(path, "t-1"))
        sent = [part.partition("'value': '")[2].partition("'")[0] for part in text.split("'key'")]
        assert [one for one in sent if "st-1" in one or "Quill" in one] == []


def test_an_excuse_is_stored_once_however_often_google_sends_it(
    own_panel: Panel, store: Store
) -> None:
    panel = own_panel
    form = panel.card("excuse", "t-1", parameters=asked(panel, "st-1-1"))
    (button,) = form["sections"][-1]["widgets"][-1]["buttonList"]["buttons"]
    sent = {one["key"]: one["value"] for one in button["onClick"]["action"]["parameters"]}
    inputs = filled_in(window="spring", metric="reading", code="ABS", reason="Ill <b>today</b>")
    inputs["until"] = {"dateInput": {"msSinceEpoch": str(MILLISECONDS_A_DAY * 20_970)}}
    for _ in range(2):
        answer = panel.ask("excuse/give", "t-1", parameters=sent, inputs=inputs)
        assert answer["stateChanged"]
        action = answer["renderActions"]["action"]
        assert action["notification"]["text"].startswith("Excused as ABS.")
        home = action["navigations"][1]["updateCard"]
        assert words(home)[0].startswith("1 score is left to enter")
    assert stored(store) == [("st-1-1", "spring", "reading", "ABS", "Ill <b>today</b>", "t-1")]
    said = words(panel.card("student", "t-1", parameters=asked(panel, "st-1-1")))
    assert (
        "Spring reading: ABS\nIll <b>today</b>\ngiven by Rosa Ruiz, through Tuesday 1 June 2027"
    ) in said


@pytest.mark.parametrize(
    ("person", "texts", "said"),
    [
        ("t-3", {"window": "spring"}, "You can excuse only scores that you owe"),
        ("t-1", {"window": "autumn"}, "You can excuse only scores that you owe"),
        ("t-1", {"window": "spring", "metric": "music"}, "You can excuse only scores that you owe"),
        ("t-1", {}, "You can excuse only scores that you owe"),
        ("t-1", {"window": "spring", "code": "NO"}, "code is 'NO'; it is one of"),
        ("t-1", {"window": "spring", "reason": "x" * 301}, "300 is the most"),
    ],
)
def test_what_the_form_would_not_have_offered_is_not_stored(
    own_panel: Panel, store: Store, person: str, texts: dict[str, str], said: str
) -> None:
    inputs = filled_in(**({"metric": "reading", "code": "EX"} | texts))
    parameters = asked(own_panel, "st-1-1", once="a-click")
    answer = own_panel.ask("excuse/give", person, parameters=parameters, inputs=inputs)
    (way,) = answer["renderActions"]["action"]["navigations"]
    (card,) = way.values()
    assert said in "\n".join(words(card))
    assert stored(store) == []


def test_an_excuse_cannot_end_before_it_begins(own_panel: Panel, store: Store) -> None:
    inputs = filled_in(window="spring", code="EX") | {"until": {"dateInput": {"msSinceEpoch": 0}}}
    parameters = asked(own_panel, "st-1-1", once="a-click")
    answer = own_panel.ask("excuse/give", "ad-1", parameters=parameters, inputs=inputs)
    assert "It would end on Thursday 1 January 1970, before today." in str(answer)
    assert stored(store) == []


def test_the_owner_sees_every_class_by_name_and_what_the_audit_found(
    own_panel: Panel, store: Store
) -> None:
    said = words(own_panel.card("owner", "ad-1"))
    lines = [one for one in said if " % (" in one]
    assert [one.partition(",")[0] for one in lines] == ["Kindergarten", "Kindergarten", "Grade 1"]
    assert "1 to 3 of 3 classes." in said
    assert "The last looks at who can reach the trackers found nothing wrong." in said
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = tracker(tx, known.scope, "s-1.2026.KG")
        assert made is not None
        open_link = Finding(
            key="k",
            kind=FindingKind.LINK,
            sentence="Anybody with the link <reads> it.",
            repair=Repair.AT_ONCE,
        )
        keep_look(tx, known.scope, made.id, [open_link], [], small_school.READ_AT)
    assert "[What was found]" in words(own_panel.card("owner", "ad-1"))
    found = words(own_panel.card("owner/findings", "ad-1"))
    assert found[:2] == ["Kindergarten\nAnybody with the link <reads> it.", "1 to 1 of 1 findings."]


@pytest.mark.parametrize("path", ["owner", "owner/class", "owner/findings"])
@pytest.mark.parametrize("person", ["t-1", "ai-1"])
def test_the_owners_cards_are_the_owners(panel: Panel, path: str, person: str) -> None:
    assert words(panel.card(path, person)) == ["Only the document owner sees the whole school."]


def sync_of(panel: Panel) -> dict[str, str]:
    """Begin a sync; the parameters with which its card asks again."""
    card = panel.card("sync", "ad-1")
    assert words(card)[0] == "The sync is going on."
    assert words(card)[-1] == "[Look again]"
    (button,) = card["sections"][0]["widgets"][-1]["buttonList"]["buttons"]
    return {one["key"]: one["value"] for one in button["onClick"]["action"]["parameters"]}


def looked_at(panel: Panel, work: dict[str, str]) -> list[str]:
    """What the sync's card says at last; it is looked at again until the sync is over."""
    until = monotonic() + 120
    while True:
        said = words(panel.card("sync/look", "ad-1", parameters=work))
        if not said[0].endswith(" is going on.") or monotonic() > until:
            return said
        sleep(0.01)


def test_the_owner_has_a_sync_done_and_looks_at_it_again(
    filled: Store, keys: KeyServer, ring: KeyRing
) -> None:
    may_end = Event()

    def run(name: str, _: object, progress: Callable[[str], None]) -> Any:
        assert name == "sync"
        progress("reading <Kindergarten>")
        assert may_end.wait(20)
        return {"trackers_read": 1, "checked": 0, "changes": 12}

    panel = Panel(addon_on(filled, keys, ring, run))
    work = sync_of(panel)
    assert sync_of(panel) == work
    may_end.set()
    assert looked_at(panel, work) == [
        "The sync is done.",
        "12 values changed, in 1 tracker that had something new.",
    ]
    (gone,) = words(panel.card("sync/look", "ad-1", parameters={"work": "long ago"}))
    assert gone.startswith("This sync ended long ago")
    for path in ("sync", "sync/look"):
        (said,) = words(panel.card(path, "t-1", parameters=work))
        assert "only the document owner" in said.lower()


def test_a_sync_that_breaks_off_says_all_that_stood_in_the_way(panel: Panel) -> None:
    work = {"work": panel.addon.works.begin(SYNC, "ad-1").public_id}
    assert looked_at(panel, work) == [
        "The sync broke off.",
        "sync: the small school has no spreadsheets.",
        "<none> at all",
    ]


def test_a_click_on_a_class_leads_the_owner_to_a_child_whose_score_can_be_excused(
    panel: Panel,
) -> None:
    rows = [
        one["decoratedText"]
        for one in widgets(panel.card("owner", "ad-1"))
        if "decoratedText" in one
    ]
    left, done, other = rows
    assert "onClick" not in done
    card = panel.card("owner/class", "ad-1", parameters=sent_by(left))
    assert "Quill, Mara\n✕ Spring reading: missing" in words(card)
    assert words(card)[-1] == "1 to 2 of 2 scores to enter."
    assert "1 to 10 of 16 scores to enter." in words(
        panel.card("owner/class", "ad-1", parameters=sent_by(other))
    )
    child = next(one["decoratedText"] for one in widgets(card) if "decoratedText" in one)
    assert "[Excuse]" in words(panel.card("student", "ad-1", parameters=sent_by(child)))
    nothing = panel.card("owner/class", "ad-1", parameters={"class": "made up"})
    assert words(nothing) == ["Nothing is left to enter in this class."]


def widgets(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [widget for section in card["sections"] for widget in section["widgets"]]


def sent_by(row: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: one["value"] for one in row["onClick"]["action"]["parameters"]}


def chosen_first(card: dict[str, Any]) -> list[str]:
    """What is chosen beforehand in each list of a card."""
    lists = [one["selectionInput"]["items"] for one in widgets(card) if "selectionInput" in one]
    return [next(item["value"] for item in items if item["selected"]) for items in lists]


def test_a_person_keeps_their_language_and_letters_and_finds_them_again(own_panel: Panel) -> None:
    assert chosen_first(own_panel.card("settings", "t-1")) == ["en", "as needed"]
    chosen = filled_in(language="es", letters="weekly")
    answer = own_panel.ask("settings/keep", "t-1", inputs=chosen)
    assert answer["renderActions"]["action"]["notification"]["text"].startswith("Guardado.")
    assert chosen_first(own_panel.card("settings", "t-1")) == ["es", "weekly"]
    assert chosen_first(own_panel.card("settings", "t-3")) == ["en", "as needed"]
    wrong = own_panel.ask("settings/keep", "t-1", inputs=filled_in(language="xx", letters="weekly"))
    assert "Elija uno de los idiomas" in str(wrong)
    assert chosen_first(own_panel.card("settings", "t-1")) == ["es", "weekly"]


def shape(text: str) -> dict[str, Any]:
    return {"stringInputs": {"value": [text]}}


def test_a_column_that_is_a_problem_becomes_a_flag_for_the_owner_and_is_said_once(
    own_panel: Panel, store: Store
) -> None:
    assert "[A column is a problem]" in words(own_panel.card("help", "t-1"))
    form = own_panel.card("column", "t-1")
    (items,) = (one["selectionInput"]["items"] for one in widgets(form) if "selectionInput" in one)
    texts = [one["text"] for one in items]
    assert "Kindergarten, Spring reading" in texts
    assert not [one for one in texts if not one.startswith("Kindergarten, ")]
    chosen = filled_in(column="s-1.2026.KG|spring.reading", reason="The scale ends too early.")
    for _ in range(2):
        own_panel.ask("column/say", "t-1", parameters={"once": "a click"}, inputs=chosen)
    for wrong in ({"column": "s-1.2026.01|spring.reading"}, {"reason": " "}):
        inputs = {**chosen, **{name: shape(text) for name, text in wrong.items()}}
        answer = own_panel.ask("column/say", "t-1", inputs=inputs)
        assert "Choose a column and say why" in str(answer)
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        told = [one.words for one in flags(tx, known.scope) if one.kind == COLUMN_PROBLEM.key]
    words_of_it = "Rosa Ruiz on spring reading: The scale ends too early."
    assert told == [words_of_it]
    card = own_panel.card("file", "ad-1", file="file-KG")
    assert words_of_it in words(card)
    assert words_of_it not in words(own_panel.card("file", "ad-1", file="file-01"))
    page = client_of(app_on(store))
    sign_in(page, "ad-1")
    assert words_of_it in page.get("/trackers/s-1.2026.KG").text
