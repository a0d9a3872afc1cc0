"""The side panel hosts an add-on as Google Sheets would: cards, their stack, questions."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.grid_page import Book, GridPage, opened
from tests.browser.test_spreadsheet_access import violations
from tests.local_sheets.wire.cast import TEO
from tests.local_sheets.wire.process import Running
from tests.local_sheets.wire.sample_addon import (
    EMAIL,
    Json,
    SampleAddOn,
    card,
    clicked,
    pushed,
    serving_sample,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOON = 1_794_009_600_000  # midnight UTC of Saturday 7 November 2026, in milliseconds


@pytest.fixture(scope="module")
def served(running: Running) -> Iterator[SampleAddOn]:
    with serving_sample() as sample:
        yield sample
    (running.folder / "addon.json").unlink(missing_ok=True)


@pytest.fixture
def sample(served: SampleAddOn, running: Running) -> SampleAddOn:
    served.answers, served.heard, served.status = {}, [], 200
    served.settle(running.folder)
    return served


@pytest.fixture
def grid(browser: Browser, running: Running, sample: SampleAddOn) -> Iterator[GridPage]:
    sample.answers["/home"] = pushed(card("home", *_buttons(sample, Go="go")))
    with opened(browser, Book.make(running, TEO), "Teo Teacher") as page:
        yield page


def _text(text: str) -> Json:
    return {"textParagraph": {"text": text}}


def _asks(sample: SampleAddOn, path: str, **more: Any) -> Json:
    return {"action": {"function": f"{sample.url}/{path}", **more}}


def _buttons(sample: SampleAddOn, **paths: str) -> list[Json]:
    """A button for each, with its text as given."""
    buttons = [
        {"text": text, "onClick": _asks(sample, path, persistValues=True)}
        for text, path in paths.items()
    ]
    return [{"buttonList": {"buttons": buttons}}]


def _panel(grid: GridPage) -> Locator:
    return grid.page.get_by_role("complementary")


def _press(grid: GridPage, name: str) -> None:
    _panel(grid).get_by_role("button", name=name, exact=True).click()


def _title(grid: GridPage, title: str) -> None:
    expect(_panel(grid).get_by_role("heading", level=2)).to_have_text(title)


def _every_widget(sample: SampleAddOn) -> Json:
    items = [{"text": f"Choice {one}", "value": one} for one in "ab"]

    def choice(name: str, kind: str) -> Json:
        chosen = [{**items[0], "selected": True}, items[1]]
        return {"selectionInput": {"name": name, "label": name, "type": kind, "items": chosen}}

    def clock(name: str, kind: str) -> Json:
        picker = {"name": name, "label": name, "type": kind, "valueMsEpoch": str(NOON)}
        return {"dateTimePicker": {**picker, "timezoneOffsetDate": 0}}

    switch = {"name": "alert", "value": "on", "controlType": "SWITCH"}
    grid_items = [{"id": "g1", "title": "12", "subtitle": "missing"}]
    inputs: list[Json] = [
        {"textInput": {"name": "note", "label": "Note", "type": "MULTIPLE_LINE", "value": "Seen"}},
        {
            "textInput": {
                "name": "count",
                "label": "Count",
                "validation": {"characterLimit": 5, "inputType": "INTEGER"},
                "initialSuggestions": {"items": [{"text": "12"}]},
            }
        },
        *(choice(kind.lower(), kind) for kind in ("CHECK_BOX", "RADIO_BUTTON", "SWITCH")),
        choice("dropdown", "DROPDOWN"),
        *(clock(kind.lower(), kind) for kind in ("DATE_ONLY", "DATE_AND_TIME", "TIME_ONLY")),
    ]
    row = {
        "topLabel": "Top",
        "text": "<b>Ana</b> &amp; Ben",
        "bottomLabel": "Bottom",
        "wrapText": True,
        "startIcon": {"knownIcon": "CLOCK", "altText": "Time"},
        "switchControl": switch,
    }
    send = {"text": "Send", "type": "FILLED", "onClick": _asks(sample, "send", **_SEND)}
    click = {"openLink": {"url": f"{sample.url}/pages", "openAs": "FULL_SIZE"}}
    return card(
        "all",
        _text('One <b>bold</b>, <a href="https://docs.google.com/spreadsheets/d/x">a link</a>'),
        {"decoratedText": row},
        {"divider": {}},
        {"image": {"imageUrl": f"{sample.url}/a.png", "altText": "A chart", "onClick": click}},
        {"grid": {"columnCount": 2, "items": grid_items, "onClick": _asks(sample, "grid")}},
        *inputs,
        fixedFooter={"primaryButton": send},
        cardActions=[{"actionLabel": "Forget it", "onClick": _asks(sample, "forget")}],
    )


_SEND = {
    "parameters": [{"key": "tracker", "value": "t1"}],
    "requiredWidgets": ["note"],
    "persistValues": True,
    "loadIndicator": "SPINNER",
}


def test_every_widget_is_drawn_and_tells_what_is_in_it(grid: GridPage, sample: SampleAddOn) -> None:
    for path in ("send", "grid", "help"):
        sample.answers[f"/{path}"] = clicked(toast=f"Heard {path}")
    link = {"action": {"link": {"url": f"{sample.url}/pages"}}}
    sample.answers["/forget"] = {"renderActions": link}
    whole = _every_widget(sample)
    more = {"header": "More", "collapsible": True, "widgets": [_text("Deep"), _text("Deeper")]}
    whole["sections"].append(more | {"uncollapsibleWidgetsCount": 1})
    sample.answers["/go"] = clicked({"pushCard": whole})
    _press(grid, "Go")
    _title(grid, "All")
    _is_drawn(grid)
    _is_held_back(grid)
    assert [path for path, _, _ in sample.heard] == ["/home", "/go"]
    _is_sent(grid, sample)
    panel = _panel(grid)
    panel.get_by_role("button", name="12 missing").click()
    expect(panel.get_by_text("Heard grid")).to_be_visible()
    assert sample.heard[-1][1]["commonEventObject"]["parameters"] == {"grid_item_identifier": "g1"}
    grid.menu("More", "Ask for help")
    expect(panel.get_by_text("Heard help")).to_be_visible()
    with grid.page.context.expect_page() as opened_tab:
        grid.menu("More", "Forget it")
    opened_tab.value.wait_for_url(f"{sample.url}/pages")
    assert opened_tab.value.evaluate("opener") is None


def _is_drawn(grid: GridPage) -> None:
    panel = _panel(grid)
    assert panel.locator(".unknown").all_inner_texts() == []
    assert violations(grid.page) == []
    expect(panel.get_by_text("Deeper")).to_be_hidden()
    _press(grid, "Show more")
    expect(panel.get_by_text("Deeper")).to_be_visible()
    link = panel.get_by_role("link", name="a link")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")


def _is_held_back(grid: GridPage) -> None:
    panel = _panel(grid)
    panel.get_by_label("Note").fill("")
    panel.get_by_label("Count").fill("12 x")
    _press(grid, "Send")
    expect(panel.get_by_label("Note")).to_be_focused()
    expect(panel.get_by_text("Note is needed.")).to_be_visible()
    expect(panel.get_by_text("Count must be a whole number.")).to_be_visible()


def _is_sent(grid: GridPage, sample: SampleAddOn) -> None:
    panel = _panel(grid)
    panel.get_by_label("Note").fill("Reads 40 words")
    panel.get_by_label("Count").fill("12")
    panel.get_by_role("switch", name="Ana & Ben").check()
    panel.get_by_label("dropdown").select_option("b")
    panel.get_by_role("radio", name="Choice b").check()
    panel.get_by_role("switch", name="Choice b").check()
    _press(grid, "Send")
    expect(panel.get_by_text("Heard send")).to_be_visible()
    common = sample.heard[-1][1]["commonEventObject"]
    assert common["parameters"] == {"tracker": "t1"}
    chosen = {
        "note": ["Reads 40 words"],
        "count": ["12"],
        "alert": ["on"],
        "check_box": ["a"],
        "radio_button": ["b"],
        "switch": ["a", "b"],
        "dropdown": ["b"],
    }
    assert common["formInputs"] == {
        **{name: {"stringInputs": {"value": values}} for name, values in chosen.items()},
        "date_only": {"dateInput": {"msSinceEpoch": str(NOON)}},
        "date_and_time": {
            "dateTimeInput": {"msSinceEpoch": str(NOON), "hasDate": True, "hasTime": True}
        },
        "time_only": {"timeInput": {"hours": 0, "minutes": 0}},
    }


def test_cards_lie_on_a_stack_and_inputs_that_stay_keep_what_was_typed(
    grid: GridPage, sample: SampleAddOn
) -> None:
    _tell_ways(sample)
    panel = _panel(grid)
    _press(grid, "Go")
    _title(grid, "Form")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    panel.get_by_label("Why").fill("Ill since Monday")
    panel.get_by_label("Who").fill("Ana")
    _press(grid, "Again")
    expect(panel.get_by_text("Too long")).to_be_visible()
    expect(panel.get_by_label("Why")).to_have_value("Ill since Monday")
    expect(panel.get_by_label("Who else")).to_have_value("")
    for press, title in (
        ("Deeper", "Third"),
        ("Back", "Second"),
        ("Back", "Form"),
        ("Deeper", "Third"),
        ("Up", "Form"),
    ):
        _press(grid, press)
        _title(grid, title)
    expect(panel.get_by_label("Why")).to_have_value("Ill since Monday")
    _press(grid, "Done")
    expect(panel.get_by_text("All is done")).to_be_visible()
    expect(panel.get_by_role("button", name="Back")).to_be_hidden()
    expect(panel.get_by_role("status").filter(has_text="Kept")).to_be_visible()
    # What was done makes the first card stale: going back to it asks for it anew.
    sample.answers["/go"]["stateChanged"] = True
    asked = len(sample.heard)
    _press(grid, "Go")
    _title(grid, "Form")
    _press(grid, "Back")
    expect(panel.get_by_text("All is done")).to_have_count(0)
    assert [path for path, _, _ in sample.heard[asked:]] == ["/go", "/home"]


def _tell_ways(sample: SampleAddOn) -> None:
    """A form that changes, two cards at once, and ways back to it and to the first card."""
    field = {"textInput": {"name": "why", "label": "Why", "type": "MULTIPLE_LINE"}}
    other, changed = (
        {"textInput": {"name": "who", "label": label}} for label in ("Who", "Who else")
    )
    ways = _buttons(sample, Again="again", Deeper="deeper", Done="done")
    up = _buttons(sample, Up="up")
    fresh = card("home", _text("All is done"), *_buttons(sample, Go="go"))
    form = card("form", _text("Too long"), field, changed, *ways)
    sample.answers |= {
        "/go": clicked({"pushCard": card("form", field, other, *ways)}),
        "/again": clicked({"updateCard": form}),
        "/deeper": clicked(*({"pushCard": card(name, *up)} for name in ("second", "third"))),
        "/up": clicked({"popToCard": "form"}),
        "/done": clicked({"popToRoot": True}, {"updateCard": fresh}, toast="Kept"),
    }


def test_consent_is_asked_and_then_the_same_is_done_again_by_keys(
    browser: Browser, running: Running, sample: SampleAddOn
) -> None:
    sample.settle(running.folder, installed_by_admin=False)
    wish: Json = {"editorAction": {"requestFileScopeForActiveDocument": {}}}
    sample.answers |= {
        "/home": {"requesting_google_scopes": {"scopes": [EMAIL]}},
        "/go": {"renderActions": {"hostAppAction": wish}},
        "/granted": pushed(card("tracker", _text("This is Grade 2"))),
    }
    with opened(browser, Book.make(running, TEO), "Teo Teacher") as grid:
        dialog = grid.page.get_by_role("dialog")
        expect(dialog).to_contain_text("Sample wants to know your e-mail address.")
        sample.answers["/home"] = pushed(card("home", *_buttons(sample, Go="go")))
        grid.press("Enter")
        _title(grid, "Home")
        tokens = [event["authorizationEventObject"] for _, event, _ in sample.heard]
        assert ["userIdToken" in one for one in tokens] == [False, True]
        grid.cell("B2").click()
        grid.press("F6", "F6", "F6", "F6")
        expect(_panel(grid).get_by_role("heading", level=2)).to_be_focused()
        grid.press("Tab", "Enter")
        expect(dialog).to_contain_text("which spreadsheet is open")
        grid.press("Enter")
        _title(grid, "Tracker")
        expect(_panel(grid).get_by_role("heading", level=2)).to_be_focused()
        known = {"addonHasFileScopePermission": True, "id": grid.book.id, "title": "Grade 2"}
        assert sample.heard[-1][1]["sheets"] == known
        grid.press("Escape", "7", "Enter")
        grid.saved()
        assert grid.text("B2") == "7"


def test_what_the_panel_may_not_follow_is_shown_and_never_run(
    grid: GridPage, sample: SampleAddOn
) -> None:
    texts = [
        "<img src=x onerror='document.title=1'><script>document.title=2</script>one <b on=1>=</b>",
        '<a href="javascript:alert(1)">here</a> <a href="https://far.example/">there</a>',
    ]
    unknown = {"columns": {}, "extra": 1}
    many = (_text(str(one)) for one in range(98))
    evil = card("evil", unknown, *map(_text, texts), *many)
    sample.answers["/go"] = clicked({"pushCard": evil})
    _press(grid, "Go")
    _title(grid, "Evil")
    panel = _panel(grid)
    said = "\n".join(panel.locator(".unknown").all_inner_texts())
    for words in (
        "columns is not known",
        "extra is not known",
        "<img>",
        "<script>",
        "javascript:alert(1) is not below any of openLinkUrlPrefixes",
        "https://far.example/ is not below any of openLinkUrlPrefixes",
        "this is the 101st widget",
    ):
        assert words in said, said
    assert panel.locator("a, img:not(.addonlogo), script").count() == 0
    expect(panel.get_by_text("one =")).to_be_attached()
    expect(panel.get_by_text("96", exact=True)).to_be_attached()
    expect(panel.get_by_text("97", exact=True)).to_have_count(0)


def test_a_panel_without_an_answer_says_so_and_a_closed_one_stays_closed(
    grid: GridPage, sample: SampleAddOn
) -> None:
    panel = _panel(grid)
    sample.status = 503
    grid.menu("More", "Refresh")
    expect(panel.get_by_role("alert")).to_contain_text("answered 503")
    sample.status = 200
    _press(grid, "Try again")
    _title(grid, "Home")
    expect(panel.get_by_role("alert")).to_be_hidden()
    _press(grid, "Close the side panel")
    expect(grid.page.locator("#field")).to_be_focused()
    grid.go("L5")
    grid.page.get_by_role("button", name="Sample").click()
    expect(grid.cell("L5")).to_be_in_viewport(ratio=0.9)
    _press(grid, "Close the side panel")
    grid.page.reload()
    expect(grid.page.locator("body[data-ready]")).to_be_attached()
    expect(panel).to_be_hidden()
    grid.page.get_by_role("button", name="Sample").click()
    _title(grid, "Home")
