"""Whatever people type comes out of every card as text, and the rules for cards can be broken."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.features.addon.cards import (
    Ask,
    Button,
    Buttons,
    Card,
    Choice,
    DayField,
    Paragraph,
    Row,
    Section,
    TextField,
    bold,
    lines,
)
from service.features.addon.drawing import Drawing
from service.features.addon.keys import KeyRing
from service.features.roster.roster_import import RosterImport
from sync.store.engine import Store, memory_store
from tests.addon.card_rules import findings, parse_card, shown, tags_of, texts_of
from tests.addon.conftest import LINKS, Panel, addon_on
from tests.addon.google import KeyServer
from tests.pages import small_school
from tests.pages.small_school import MISSING

BASE = "https://tracksheet.school.example/addon"
MARKER = "Zz"
TYPED = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60)
NASTY = (
    "<script>alert(1)</script>",
    "&lt;b&gt; &amp; &#60;",
    '<a href="https://evil.example">here</a>',
    '=IMPORTRANGE("x";"y")',
    "مرحبا \u202eevil\u202c 👩\u200d👩\u200d👧",
    "<b>",
    "</b><br>",
    "{} {0} %s",
    "<!--",
    "x" * 5000,
)


@settings(max_examples=40)
@given(TYPED)
@example(NASTY[0])
@example(NASTY[1])
@example(NASTY[4])
@example(NASTY[6])
@example(NASTY[7])
@example(NASTY[8])
def test_any_text_is_read_as_it_was_typed(typed: str) -> None:
    section = Section(widgets=(Paragraph(typed), Row(text=lines(bold(typed), typed, ""))))
    card = Drawing(BASE).card(Card(name="c", title="t", sections=(section,)))
    plain, row = (next(iter(w.values()))["text"] for w in card["sections"][0]["widgets"])
    assert shown(plain) == typed
    assert tags_of(plain) == set()
    assert shown(row) == (f"{typed}\n{typed}" if typed else "")
    assert tags_of(row) <= {"b", "br"}


@pytest.fixture(scope="module")
def hostile(bundle: RosterImport) -> Iterator[Store]:
    """Give a school whose people, classes and excuses are named by somebody with bad intentions."""
    texts = [f"{MARKER}{text}{MARKER}" for text in NASTY]
    roster = bundle.roster
    changed = replace(
        roster,
        students=tuple(
            replace(one, family_name=texts[at % len(texts)], given_name=texts[-1 - at % 3])
            for at, one in enumerate(roster.students)
        ),
        staff=tuple(replace(one, family_name=texts[0]) for one in roster.staff),
        classes=tuple(replace(one, title=texts[at]) for at, one in enumerate(roster.classes)),
    )
    with closing(memory_store()) as store:
        small_school.fill(store, replace(bundle, roster=changed))
        yield store


def test_no_card_shows_markup_of_peoples_and_no_title_or_button_holds_their_words(
    hostile: Store, keys: KeyServer, ring: KeyRing
) -> None:
    panel = Panel(addon_on(hostile, keys, ring))
    child = {"student": panel.addon.handle(MISSING.student)}
    typed = {
        "window": {"stringInputs": {"value": ["spring"]}},
        "code": {"stringInputs": {"value": ["EX"]}},
        "reason": {"stringInputs": {"value": [f"{MARKER}{NASTY[2]}\ud800{MARKER}"]}},
    }
    panel.ask("excuse/give", "t-1", parameters=child, inputs=typed)
    seen = 0
    for path, person in (
        ("home", "t-1"), ("home", "ad-1"), ("home", "mallory"), ("due", "t-2"), ("help", "t-1"),
        ("student", "t-1"), ("student", "ad-1"), ("excuse", "ad-1"), ("owner", "ad-1"),
    ):  # fmt: skip
        card = panel.card(path, person, parameters=child)
        for is_html, text in texts_of(card):
            if is_html:
                assert tags_of(text) <= {"b", "br"}
                seen += MARKER in shown(text)
            else:
                assert MARKER not in text
    assert seen > 10


def whole_card() -> dict[str, Any]:
    """One of every widget."""
    ask = Ask(path="due", parameters={"page": "1"}, required=("why",))
    button = Button(text="Save", on_click=ask, is_main=True)
    widgets = (
        Paragraph("text"),
        Row(text="row", on_click=ask, button=button),
        Buttons((button,)),
        TextField(name="why", label="Why", hint="In a few words", longest=300),
        Choice(name="code", label="Code", items=(("EX", "exempt"), ("ABS", "absent"))),
        DayField(name="until", label="Until", value=small_school.MISSING_DAY),
    )
    return Drawing(BASE).card(
        Card(name="c", title="t", subtitle="s", sections=(Section(header="h", widgets=widgets),))
    )


def broken(change: Callable[[list[dict[str, Any]]], object]) -> dict[str, Any]:
    card = whole_card()
    change(card["sections"][0]["widgets"])
    return card


def found_in(card: dict[str, Any]) -> list[str]:
    return findings(card, base=BASE, entries={"due"}, links=LINKS)


def test_one_of_every_widget_is_a_card() -> None:
    parse_card(whole_card())
    assert found_in(whole_card()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w[0].update(unknown={}),
        lambda w: w[0].update(divider={}),
        lambda w: w[0]["textParagraph"].update(size=3),
        lambda w: w[2]["buttonList"]["buttons"][0].update(width="10"),
        lambda w: w[2]["buttonList"]["buttons"][0].update(type="LOUD"),
        lambda w: w[2]["buttonList"]["buttons"][0]["onClick"]["action"].update(
            parameters={"a": "b"}
        ),
        lambda w: w[1]["decoratedText"]["onClick"]["action"]["parameters"][0].update(value=1),
        lambda w: w[5]["dateTimePicker"].update(valueMsEpoch="today"),
        lambda w: w[4]["selectionInput"].update(hintText="x"),
    ],
)
def test_googles_types_refuse_what_is_no_card(
    change: Callable[[list[dict[str, Any]]], object],
) -> None:
    with pytest.raises(json_format.ParseError):
        parse_card(broken(change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda w: w.extend([w[0]] * 95), "101 widgets"),
        (lambda w: w[3]["textInput"].pop("name"), "inputs without a name"),
        (lambda w: w[3]["textInput"].update(name="code"), "inputs without a name"),
        (lambda w: w[0]["textParagraph"].update(text="<img src=x>"), "markup"),
        (lambda w: w[0]["textParagraph"].update(textSyntax="HTML"), "Chat only"),
        (lambda w: w[0].update(text_paragraph=w[0].pop("textParagraph")), "camel case"),
        (lambda w: w[1]["decoratedText"].update(topLabel=None), "a null"),
        (lambda w: w[1]["decoratedText"]["onClick"]["action"].update(function="x"), "a click to x"),
        (
            lambda w: w[1]["decoratedText"].update(
                onClick={"openLink": {"url": "https://evil.example/"}}
            ),
            "a link to https://evil.example/",
        ),
        (lambda w: w.pop(3), "is required and not there"),
        (lambda w: w[4]["selectionInput"].update(type="MULTI_SELECT"), "not draw MULTI_SELECT"),
        (
            lambda w: w[3]["textInput"].update(autoCompleteAction={"function": f"{BASE}/due"}),
            "not draw autoCompleteAction in textInput",
        ),
        (
            lambda w: w[2]["buttonList"]["buttons"][0].update(
                onClick={"overflowMenu": {"items": []}}
            ),
            "not draw overflowMenu in onClick",
        ),
        (lambda w: w.append({"chipList": {"chips": []}}), "not draw chipList in widgets"),
        (
            lambda w: w[4]["selectionInput"].update(items=[{"text": "a", "value": "a"}] * 2),
            "alike",
        ),
    ],
)
def test_our_rules_find_what_googles_types_let_pass(
    change: Callable[[list[dict[str, Any]]], object], said: str
) -> None:
    assert said in " ".join(found_in(broken(change)))
