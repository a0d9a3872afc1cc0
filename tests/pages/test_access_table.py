"""Every route times eight people, generated from the route map: a new route needs its row here."""

from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from service.answer_links import Answer, Asked
from service.app import create_app
from service.features.channel.door import create_channel_app
from sync.domain.channels import Channel
from sync.store.engine import memory_store
from tests.pages.conftest import LINKS, Visit, service_on, token_of
from tests.pages.small_school import LETTER_ID

PEOPLE = {
    "owner": "ad-1",
    "teacher": "t-1",
    "teacher of another grade": "t-2",
    "aide": "ai-1",
    "leader": "ad-2",
    "owner of another school": "ad-99",
    "outsider": "visitor",
    "nobody": None,
}
YES, NO, TO_WHO, ON = 200, 403, 303, 303
UNASKED, MISSING, GONE = 400, 404, 409
TABLE: dict[tuple[str, str], tuple[int, ...]] = {
    ("shell.static", "GET"): (YES, YES, YES, YES, YES, YES, YES, YES),
    ("shell.home", "GET"): (ON, ON, ON, ON, ON, ON, ON, TO_WHO),
    ("people.who", "GET"): (YES, YES, YES, YES, YES, YES, YES, YES),
    ("people.choose", "POST"): (ON, ON, ON, ON, ON, ON, ON, ON),
    ("shell.leave", "POST"): (ON, ON, ON, ON, ON, ON, ON, ON),
    ("desk.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("duties.mine", "GET"): (YES, YES, YES, YES, NO, NO, NO, TO_WHO),
    ("duties.of", "GET"): (YES, YES, NO, NO, NO, NO, NO, TO_WHO),
    ("mailbox.page", "GET"): (YES, YES, YES, YES, YES, NO, NO, TO_WHO),
    ("mailbox.one", "GET"): (YES, YES, NO, NO, NO, NO, NO, TO_WHO),
    ("mailbox.as_sent", "GET"): (YES, YES, NO, NO, NO, NO, NO, TO_WHO),
    ("mailbox.let_go", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("mailbox.withdraw", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("works.page", "GET"): (MISSING, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("reviews.page", "GET"): (YES, NO, NO, NO, YES, NO, NO, TO_WHO),
    ("figures.page", "GET"): (YES, NO, NO, NO, YES, NO, NO, TO_WHO),
    ("collecting.page", "GET"): (YES, NO, NO, NO, YES, NO, NO, TO_WHO),
    ("collecting.form", "GET"): (YES, NO, NO, NO, YES, NO, NO, TO_WHO),
    ("collecting.answer", "POST"): (UNASKED, NO, NO, NO, UNASKED, NO, NO, TO_WHO),
    ("collecting.history", "GET"): (YES, NO, NO, NO, YES, NO, NO, TO_WHO),
    ("runs.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("runs.one", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("runs.changes", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("intake.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("intake.preview", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("intake.take_over", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("setup.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("setup.plan", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("setup.apply", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("columns.page", "GET"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("columns.change", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.compare", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.use", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.add", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.preview", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.follow", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("template.undo", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("owner.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("owner.ask", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("owner.hand_over", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("year.page", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("year.day", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("year.preview", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("year.publish", "POST"): (UNASKED, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("excuses.page", "GET"): (YES, YES, YES, YES, NO, NO, NO, TO_WHO),
    ("excuses.ask", "POST"): (UNASKED, UNASKED, UNASKED, UNASKED, NO, NO, NO, TO_WHO),
    ("excuses.give", "POST"): (UNASKED, UNASKED, UNASKED, UNASKED, NO, NO, NO, TO_WHO),
    ("excuses.one", "GET"): (MISSING, MISSING, MISSING, MISSING, NO, NO, NO, TO_WHO),
    ("excuses.take_back", "POST"): (MISSING, MISSING, MISSING, MISSING, NO, NO, NO, TO_WHO),
    ("milestones.page", "GET"): (MISSING, MISSING, MISSING, MISSING, NO, NO, NO, TO_WHO),
    ("milestones.done", "POST"): (MISSING, MISSING, MISSING, MISSING, NO, NO, NO, TO_WHO),
    ("milestones.not_this_time", "POST"): (MISSING, MISSING, MISSING, MISSING, NO, NO, NO, TO_WHO),
    ("milestones.take_back", "POST"): (MISSING, MISSING, MISSING, MISSING, NO, NO, NO, TO_WHO),
    ("tracker.page", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("tracker.about", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("tracker.timeline", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("tracker.timeline_calendar", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("tracker.history", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("tracker.sync", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("tracker.look", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("tracker.repair", "POST"): (ON, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("tracker.mend", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("tracker.accept", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("tracker.before_hold", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("tracker.put_back", "POST"): (GONE, NO, NO, NO, NO, NO, NO, TO_WHO),
    ("answers.ask", "GET"): (YES, YES, NO, NO, NO, NO, NO, TO_WHO),
    ("answers.do", "POST"): (UNASKED, UNASKED, NO, NO, NO, NO, NO, TO_WHO),
    ("me.page", "GET"): (YES, YES, YES, YES, YES, NO, NO, TO_WHO),
    ("me.choose", "POST"): (UNASKED, UNASKED, UNASKED, UNASKED, UNASKED, NO, NO, TO_WHO),
    ("me.make_feed", "POST"): (YES, YES, YES, YES, YES, NO, NO, TO_WHO),
    ("me.end_feed", "POST"): (ON, ON, ON, ON, ON, NO, NO, TO_WHO),
    ("entry.page", "GET"): (YES, YES, YES, NO, NO, NO, NO, TO_WHO),
    ("entry.start", "GET"): (YES, YES, MISSING, NO, NO, NO, NO, TO_WHO),
    ("entry.go_on", "POST"): (UNASKED, UNASKED, MISSING, NO, NO, NO, NO, TO_WHO),
    ("entry.write", "POST"): (UNASKED, UNASKED, MISSING, NO, NO, NO, NO, TO_WHO),
    ("notes.page", "GET"): (YES, NO, NO, YES, NO, NO, NO, TO_WHO),
    ("notes.form", "GET"): (UNASKED, NO, NO, UNASKED, NO, NO, NO, TO_WHO),
    ("notes.write", "POST"): (UNASKED, NO, NO, UNASKED, NO, NO, NO, TO_WHO),
    ("students.page", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("notes.one", "GET"): (YES, YES, NO, YES, NO, NO, NO, TO_WHO),
    ("notes.restricted", "GET"): (NO, NO, NO, YES, NO, NO, NO, TO_WHO),
    ("notes.write_restricted", "POST"): (NO, NO, NO, UNASKED, NO, NO, NO, TO_WHO),
    ("own_note.form", "GET"): (MISSING, NO, NO, MISSING, NO, NO, NO, TO_WHO),
    ("own_note.save", "POST"): (MISSING, NO, NO, MISSING, NO, NO, NO, TO_WHO),
    ("own_note.take_back", "POST"): (MISSING, NO, NO, MISSING, NO, NO, NO, TO_WHO),
    ("own_note.restricted", "GET"): (NO, NO, NO, MISSING, NO, NO, NO, TO_WHO),
    ("own_note.save_restricted", "POST"): (NO, NO, NO, MISSING, NO, NO, NO, TO_WHO),
    ("own_note.take_back_restricted", "POST"): (NO, NO, NO, MISSING, NO, NO, NO, TO_WHO),
    ("notes.use", "GET"): (YES, NO, NO, NO, NO, NO, NO, TO_WHO),
    # Programs open these: the address is the key, and this one is nobody's.
    ("me.feed", "GET"): (MISSING,) * 8,
    ("me.badge", "GET"): (MISSING,) * 8,
    ("me.figures", "GET"): (MISSING,) * 8,
    # Monitoring: whether all is well is for anybody, figures for this machine alone.
    ("monitoring.health", "GET"): (YES,) * 8,
    ("monitoring.metrics", "GET"): (MISSING,) * 8,
}
ARGUMENTS = {
    "filename": "tracksheet.css",
    "staff_member": "t-1",
    "public_id": LETTER_ID,
    "student": "st-1-1",
    "hold": "none",
    "note": "none",
    "day": "2027-05-24",
    "run_id": 1,
    "token": LINKS.token(Asked(person="t-1", window="spring", answer=Answer.MOVED)),
    "secret": "nobodys",
    "tracker": "s-1.2026.KG",
    "key": "guessed",
    "school_class": "cl-1",
    "window": "spring",
    "metric": "reading",
    "measure": "complete",
    "milestone": "none",
}
OF_A_TRACKER = {"public_id": "s-1.2026.KG"}


def routes() -> list[tuple[Rule, str]]:
    """The route map of the app, without asking the store anything."""
    store = memory_store()
    rules = create_app(service_on(store)).url_map.iter_rules()
    store.close()
    return [
        (rule, method)
        for rule in rules
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


ROUTES = {(rule.endpoint, method): rule.rule for rule, method in routes()}


def test_the_table_names_every_route_there_is() -> None:
    assert ROUTES.keys() == TABLE.keys()


@pytest.mark.parametrize(("route", "person"), list(product(TABLE, PEOPLE)), ids=str)
def test_each_person_gets_what_the_table_says(
    visit: Visit, app: Flask, route: tuple[str, str], person: str
) -> None:
    answer = ask(app, visit(PEOPLE[person]), route)
    assert answer[0] == TABLE[route][list(PEOPLE).index(person)]


def test_the_door_of_notifications_is_for_no_person_whatever_their_cookie(
    visit: Visit,
) -> None:
    """Whoever is signed in, it answers alike: not found, and not a word."""
    heard: list[Channel] = []
    door = create_channel_app("/changes", list, heard.append)
    (rule,) = door.url_map.iter_rules()
    assert (rule.rule, rule.methods) == ("/changes", {"POST"})
    for person in PEOPLE.values():
        cookie = visit(person).get_cookie("tracksheet_person", domain="127.0.0.1")
        headers = {"X-Goog-Channel-ID": "guessed", "X-Goog-Channel-Token": ""}
        if cookie is not None:
            headers["Cookie"] = f"{cookie.key}={cookie.value}"
        for method, said in (("POST", 404), ("GET", 405), ("OPTIONS", 405)):
            answer = door.test_client().open("/changes", method=method, headers=headers)
            assert (answer.status_code, answer.data) == (said, b"")
    assert not heard


@pytest.mark.parametrize("person", ["leader", "owner of another school", "outsider", "nobody"])
def test_who_has_no_tracker_sees_no_child_and_no_spreadsheet_anywhere(
    visit: Visit, app: Flask, person: str
) -> None:
    for route in TABLE:
        _, text = ask(app, visit(PEOPLE[person]), route)
        names = ("Quill", "Wren", "Yarrow", "/spreadsheets/")
        assert not [word for word in names if word in text], route


def ask(app: Flask, client: FlaskClient, route: tuple[str, str]) -> tuple[int, str]:
    endpoint, method = route
    (rule,) = app.url_map.iter_rules(endpoint)
    known = ARGUMENTS | (OF_A_TRACKER if endpoint.startswith("tracker.") else {})
    arguments: dict[str, Any] = {name: known[name] for name in rule.arguments}
    with app.test_request_context():
        path = app.url_for(endpoint, **arguments)
    form = {"csrf_token": token_of(client), "person": "t-1"} if method == "POST" else {}
    answer = client.open(path, method=method, data=form)
    return answer.status_code, answer.text
