"""Writing notes on pages, and the restricted ones, which leave their page on no way."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.app import create_app
from service.features.roster.roster_import import RosterImport
from service.note_changing import Asked, own_note, revise, withdraw
from service.notes import Notes, NoteSaid
from sync.domain.progress_notes import NoteSays, ProgressNote
from sync.errors import NoteError
from sync.store.engine import Store, Tx, memory_store
from sync.store.notes import note_of
from sync.store.school import school
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, form_token, service_on, sign_in


@pytest.fixture(scope="module")
def own(bundle: RosterImport) -> Iterator[Flask]:
    """An app on a store of its own: these tests write."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        yield app_on(store)


def person(app: Flask, sourced_id: str) -> FlaskClient:
    client = client_of(app)
    sign_in(client, sourced_id)
    return client


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def send(client: FlaskClient, path: str, **form: Any) -> TestResponse:
    """Send a form as its page would, with what is hidden in it."""
    page = client.get(path).text
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    hidden = {"csrf_token": form_token(page), "once": once[1]}
    return client.post(path.partition("?")[0], data={**hidden, **form})


def test_the_page_says_what_is_due_and_leads_to_the_form_of_each_and_of_the_group(
    own: Flask,
) -> None:
    page = read(person(own, "ai-1"), "/notes")
    assert "2 progress notes are due, the first by" in page
    assert '<a href="/notes/write?about=st-1-1&support=Phonics">Quill, Mara</a>' in page
    group = "/notes/write?about=st-1-1&about=st-1-2&support=Phonics"
    assert f'<a href="{group}">Phonics</a>: 2 students, Cal Cole' in page
    assert "of others" not in page
    form = read(person(own, "ai-1"), group)
    assert form.count(" checked>") == 2
    assert "<option selected>Phonics</option>" in form


def test_the_document_owner_reads_who_has_notes_left_to_write(bundle: RosterImport) -> None:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        owner, teacher = (person(app_on(store), who) for who in ("ad-1", "t-1"))
        notes = read(owner, "/notes")
        assert "You owe no progress note today." in notes
        assert '<a href="/desk#notes">2 notes of others are left to write</a>' in notes
        for path in ("/desk", "/trackers/s-1.2026.KG"):
            line = read(owner, path).split('<a href="/duties/ai-1">Cal Cole</a>')[1]
            told = re.findall(r"<td[^>]*>(.*?)</td>", line.split("</tr>")[0])
            assert told[:3] == ["2", "2", "2"], "supports, left to write, late or missing"
            assert "Monday 19 April 2027" in told[3]
        assert "Monday 19 April 2027" in read(owner, "/duties/ai-1")
        assert "Left to write" not in read(owner, "/trackers/s-1.2026.01")
        assert "Left to write" not in read(teacher, "/trackers/s-1.2026.KG")


def test_a_note_on_a_group_is_read_by_whoever_shares_the_tracker_and_sent_twice_is_one(
    own: Flask,
) -> None:
    client = person(own, "ai-1")
    said = {
        "about": ["st-1-1", "st-1-2"],
        "student": ["st-1-1", "st-1-2"],
        "support": "Phonics",
        "seen": "<b>Reads</b>\r\nin pairs \u202e\U0001f469\u200d\U0001f3eb.",
        "noted_on": "2027-05-21",
        "once": "the same",
    }
    for _ in range(2):
        answer = send(client, "/notes/write?about=st-1-1&about=st-1-2", **said)
        assert answer.location.endswith("/notes?done=2")
    assert "Your note on 2 students is saved." in read(client, answer.location)
    page = person(own, "t-1").get("/notes/students/st-1-1").text
    assert page.count("&lt;b&gt;Reads&lt;/b&gt;\nin pairs \u202e\U0001f469\u200d\U0001f3eb.") == 1
    assert "Friday 21 May 2027, Phonics" in page
    assert "Written by Cal Cole." in page
    assert "By C. Cole, as the spreadsheet says." in page
    assert "/restricted" not in page


def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(own: Flask) -> None:
    client = person(own, "ai-1")
    answer = send(
        client,
        "/notes/write?about=st-1-1&about=st-1-2",
        about=["st-1-1", "st-1-2"],
        seen=" ",
        strengths="Asks & asks.",
        noted_on="2027-05-30",
    )
    page = unescape(answer.text)
    assert answer.status_code == 400
    for problem in (
        "Nobody is chosen; choose one student or several.",
        "What was seen is empty; write a sentence.",
        "Sunday 30 May 2027 is still to come",
    ):
        assert problem in page
    assert "Asks & asks." in page
    assert 'value="2027-05-30"' in page
    unread = send(client, "/notes/write?about=st-1-1", seen="x", noted_on="yesterday")
    assert (unread.status_code, "The day cannot be read" in unread.text) == (400, True)


def test_a_student_is_looked_for_by_name_or_id(own: Flask) -> None:
    client = person(own, "ai-1")
    assert 'href="/notes/students/st-1-3"' in read(client, "/notes?name=wren")
    assert "No student of your trackers fits." in read(client, "/notes?name=zzz")


def test_a_restricted_note_is_on_its_page_alone_and_the_owner_sees_who_read_it(
    own: Flask,
) -> None:
    aide, path = person(own, "ai-1"), "/notes/students/st-1-2/restricted"
    assert send(aide, path, body=" ").status_code == 400
    assert send(aide, path, body="Family <matter>").location.endswith(path)
    assert "Family &lt;matter&gt;" in aide.get(path).text
    for who in ("ad-1", "t-1"):
        assert person(own, who).get(path).status_code == 403
    for page in ("/notes/students/st-1-2", "/notes", "/trackers/s-1.2026.KG/students/st-1-2"):
        assert "Family" not in person(own, "ad-1").get(page).text
    use = read(person(own, "ad-1"), "/notes/use")
    assert use.count("<td>wrote</td>") == 1
    assert use.count("<td>read</td>") >= 3
    assert "Cal Cole" in use
    assert "Family" not in use


def test_the_pages_speak_spanish_to_whoever_asks_for_it(own: Flask) -> None:
    page = person(own, "ai-1").get("/notes", headers={"Accept-Language": "es"})
    assert "Notas de progreso" in unescape(page.text)


def written(client: FlaskClient, path: str, **said: str) -> str:
    """Send a form and give the page of the note, where its author changes it."""
    address = send(client, path, **said).location
    page = client.get(address if "students" in address else "/notes/students/st-1-4").text
    found: list[str] = re.findall(r'href="(/notes/mine/[^"]+)"', page)
    return found[0]


def test_an_author_changes_a_note_on_its_page_and_withdraws_it(own: Flask) -> None:
    aide = person(own, "ai-1")
    about = {"about": "st-1-4", "student": "st-1-4", "noted_on": "2027-05-20"}
    path = written(aide, "/notes/write?about=st-1-4", seen="Raeds <b>.", **about)
    assert "Raeds &lt;b&gt;." in aide.get(path).text
    assert send(aide, path, seen=" ").status_code == 400
    answer = send(aide, path, seen="Reads <b>.", noted_on="2027-05-21")
    assert answer.location.endswith("/notes/students/st-1-4")
    page = read(aide, answer.location)
    assert "What was" not in page
    assert "<summary>What it said before</summary>" in page
    assert "Friday 21 May 2027" in page
    assert "Written by Cal Cole, who has changed it since." in page
    teacher = person(own, "t-1")
    assert path not in teacher.get("/notes/students/st-1-4").text
    assert teacher.get(path).status_code == 403
    assert person(own, "ad-1").get(path).status_code == 404
    token = form_token(aide.get(path).text)
    gone = aide.post(f"{path}/withdraw", data={"csrf_token": token, "once": "x"})
    assert "Reads" not in aide.get(gone.location).text
    assert aide.get(path).status_code == 404


def test_a_restricted_note_is_changed_and_withdrawn_and_the_owner_reads_that_it_was(
    own: Flask,
) -> None:
    aide = person(own, "ai-1")
    path = written(aide, "/notes/students/st-1-4/restricted", body="Secrte <i>")
    answer = send(aide, path, body="Secret <i>")
    page = read(aide, answer.location)
    assert "Secret <i>" in page
    assert "<summary>What it said before</summary>" in page
    for who in ("ad-1", "t-1"):
        assert person(own, who).get(path).status_code == 403
    token = form_token(aide.get(path).text)
    aide.post(f"{path}/withdraw", data={"csrf_token": token, "once": "x"})
    assert "Secret" not in aide.get("/notes/students/st-1-4/restricted").text
    use = read(person(own, "ad-1"), "/notes/use")
    assert (use.count("<td>changed</td>"), use.count("<td>withdrew</td>")) == (1, 1)


def test_where_trackers_take_no_notes_nobody_is_offered_any_and_it_says_where_they_are(
    store: Store, bundle: RosterImport
) -> None:
    small_school.fill(store, bundle)
    app = create_app(replace(service_on(store), reader=small_school.taking_no_notes(store)))
    for sourced_id in ("ai-1", "ad-1"):
        client = person(app, sourced_id)
        page = read(client, "/notes/students/st-1-1")
        assert "/notes/write" not in page
        assert 'href="/notes"' not in page
        for path in ("/notes", "/notes/write?about=st-1-1"):
            refused = client.get(path)
            assert refused.status_code == 403
            assert "They are typed into the tab Progress notes of its spreadsheet." in refused.text
    spanish = person(app, "ai-1").get("/notes", headers={"Accept-Language": "es"}).text
    assert "Se escriben en la pestaña Progress notes de su hoja de cálculo." in spanish


@pytest.mark.slow
def test_who_stands_in_from_outside_writes_notes_under_their_own_name_and_no_restricted_ones(
    store: Store, bundle: RosterImport
) -> None:
    small_school.fill(store, bundle)
    small_school.give_supports(store)
    app = app_on(store)
    guest = person(app, small_school.let_a_guest_stand_in(store))
    assert "2 progress notes are due" in read(guest, "/notes")
    path = "/notes/write?about=st-1-1"
    said = {"about": "st-1-1", "student": "st-1-1", "seen": "Read on."}
    assert send(guest, path, **said).status_code == 303
    page = read(guest, "/notes/students/st-1-1")
    assert "Reads pairs." in page
    assert "Next step: Pairs with three letters." in page
    assert "Written by Gil Guest." in page
    assert "/restricted" not in page
    assert "Written by Gil Guest." in read(person(app, "ai-1"), "/notes/students/st-1-1")
    refused = guest.get("/notes/students/st-1-1/restricted")
    assert refused.status_code == 403
    assert "You stand in for somebody and are not on this school's staff list." in unescape(
        refused.text
    )


def a_note(store: Store) -> ProgressNote:
    """A note of the aide's on a child of kindergarten."""
    says = NoteSays(noted_on=date(2027, 5, 21), support="", seen="Reads.", strengths="")
    said = NoteSaid(students=["st-1-1"], says=says, by="ai-1", source="page", once="a note")
    overview = small_school.reader_of(store).overview()
    assert overview is not None
    (written,) = notes_in(store).write(overview, said)
    return written


def notes_in(store: Store) -> Notes:
    return Notes(store=store, now=lambda: small_school.READ_AT, follow=lambda _: None)


class Overtaken(Store):
    """A store in which somebody else writes first, once: another tab that was quicker."""

    def __init__(self, store: Store, other: Callable[[], None]) -> None:
        self._store, self._others = store, [other]

    @contextmanager
    def writing(self) -> Iterator[Tx]:
        """Write after the other one."""
        while self._others:
            self._others.pop()()
        with self._store.writing() as tx:
            yield tx

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """Read what is there by now."""
        with self._store.reading() as tx:
            yield tx


@pytest.mark.slow
def test_a_note_that_is_withdrawn_in_one_tab_is_not_brought_back_by_the_other(
    store: Store, bundle: RosterImport
) -> None:
    small_school.fill(store, bundle)
    note, overview = a_note(store), small_school.reader_of(store).overview()
    assert overview is not None
    one = Asked(
        notes=notes_in(store),
        overview=overview,
        person=overview.person("ai-1"),
        note=note.public_id,
        source="page",
        once="one tab",
    )
    quicker = notes_in(Overtaken(store, lambda: withdraw(one)))
    with pytest.raises(NoteError, match="not yours to change"):
        revise(replace(one, notes=quicker, once="other tab"), replace(note.says, seen="Writes."))
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        assert note_of(tx, known.scope, note.public_id) is None


@pytest.mark.slow
def test_a_note_in_a_tracker_that_is_no_more_is_no_longer_its_authors_to_change(
    store: Store, bundle: RosterImport
) -> None:
    small_school.fill(store, bundle)
    note = a_note(store)
    first_graders = tuple(one for one in bundle.roster.students if one.grade == "01")
    ids = {one.sourced_id for one in first_graders}
    enrolled = tuple(one for one in bundle.roster.enrollments if one.student in ids)
    roster = replace(bundle.roster, students=first_graders, enrollments=enrolled)
    small_school.import_roster(store, replace(bundle, roster=roster))
    overview = small_school.reader_of(store).overview()
    assert overview is not None
    assert own_note(notes_in(store), overview, overview.person("ai-1"), note.public_id) is None
    assert person(app_on(store), "ai-1").get(f"/notes/mine/{note.public_id}").status_code == 404
