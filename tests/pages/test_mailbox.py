"""Letters on the pages: who reads which, and the owner's word on those that wait."""

from dataclasses import replace

import pytest

from service.features.roster.roster_import import RosterImport
from service.letters import Letters
from sync.store.engine import Store
from sync.store.kinds import LetterState
from sync.store.outbox import letter, outbox, put
from sync.store.school import school
from tests.pages.conftest import Visit, app_on, client_of, form_token, sign_in
from tests.pages.small_school import LETTER, LETTER_ID, READ_AT, fill


def test_the_owner_sees_every_letter_and_a_teacher_those_to_her(visit: Visit) -> None:
    owner, teacher, other = (
        visit(person).get("/mailbox").text for person in ("ad-1", "t-1", "t-2")
    )
    for page in (owner, teacher):
        assert LETTER.subject in page
        assert "kept here: no mail server is set" in page
    assert "What is told by mail, and to whom?" in owner
    assert "What was I told by mail?" in teacher
    assert LETTER.subject not in other
    assert "No letter has been written yet." in other


def test_a_letter_is_shown_as_text_and_as_a_mail_program_shows_it(visit: Visit) -> None:
    teacher = visit("t-1")
    assert (
        '<pre class="letter">Quill, Mara: reading</pre>'
        in teacher.get(f"/mailbox/{LETTER_ID}").text
    )
    sent = teacher.get(f"/mailbox/{LETTER_ID}/html")
    assert sent.text == LETTER.html
    policy = sent.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_nobody_learns_by_asking_whether_a_letter_exists(visit: Visit) -> None:
    outsider = visit("t-2")
    there, nowhere = (outsider.get(f"/mailbox/{one}") for one in (LETTER_ID, "f" * 16))
    assert (there.status_code, nowhere.status_code) == (403, 403)
    assert there.text == nowhere.text
    assert visit("ad-1").get(f"/mailbox/{'f' * 16}").status_code == 404


@pytest.fixture
def held(store: Store, bundle: RosterImport) -> Store:
    """A school with two letters that wait."""
    fill(store, bundle)
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        letters = [replace(LETTER, dedupe_key=f"held {n}", subject=f"Held {n}") for n in (1, 2)]
        assert put(tx, known.scope, letters, READ_AT, held=True) == 2
    return store


def test_the_owner_withdraws_one_and_lets_the_others_go(held: Store) -> None:
    client = client_of(app_on(held))
    sign_in(client, "ad-1")
    page = client.get("/mailbox").text
    assert "2 of 3 letters wait for the document owner to let them go." in page
    assert "Let 2 letters go" in page
    token = form_token(page)
    first = _letters(held)["Held 1"]
    client.post(f"/mailbox/{first}/withdraw", data={"csrf_token": token})
    client.post("/mailbox/let-go", data={"csrf_token": token})
    assert _state(held, first) == (LetterState.WITHDRAWN, "Withdrawn by Ada Badru.")
    assert _state(held, _letters(held)["Held 2"]) == (LetterState.QUEUED, None)
    assert client.post(f"/mailbox/{first}/withdraw", data={"csrf_token": token}).status_code == 409


def test_a_letter_that_was_let_go_meanwhile_is_not_withdrawn_under_the_mail_server(
    held: Store,
) -> None:
    there = Letters(store=held, now=lambda: READ_AT)
    (first, _) = (one.public_id for one in there.letters("t-1") if one.subject != LETTER.subject)
    there.let_go()
    assert not there.withdraw(first, "Ada Badru")
    assert _state(held, first) == (LetterState.QUEUED, None)


def test_only_whoever_decides_is_offered_to_keep_a_letter_from_going_out(held: Store) -> None:
    path, app = f"/mailbox/{_letters(held)['Held 1']}", app_on(held)
    for person, is_offered in (("ad-1", True), ("t-1", False)):
        client = client_of(app)
        sign_in(client, person)
        assert ("Do not send this one" in client.get(path).text) == is_offered


def _letters(store: Store) -> dict[str, str]:
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        return {one.subject: one.public_id for one in outbox(tx, known.scope)}


def _state(store: Store, public_id: str) -> tuple[LetterState, str | None]:
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        found = letter(tx, known.scope, public_id)
    assert found is not None
    return found.state, found.trouble
