"""Letters go out once as far as SMTP allows, and what is not known is said to be unknown."""

import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.mail.delivery import PATIENCE, Delivery
from service.mail.handing_over import Mailbox, Mailer
from service.mail.smtp import SmtpMailer
from service.mail_settings import MailSettings, Security
from sync.domain.scope import Scope
from sync.store.engine import Store, memory_store
from sync.store.kinds import LetterState
from sync.store.outbox import Letter, StoredLetter, claim, has_released, outbox, put, release_all
from tests.mail.certificates import make_certificate
from tests.mail.servers import SENDER, MailServer, knows, server_context, serving
from tests.store.builders import MONDAY, save

LETTER = Letter(
    dedupe_key="digest 2026-09-14 t-10",
    person="t-10",
    recipient="t-10@school.example",
    subject="4 scores are due Friday",
    plain="Reading:\n.hidden dot\nAna Müller-Ñandú · spring\n",
    html="<p>Reading: Ana Müller-Ñandú</p>",
)


class Clock:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.at = MONDAY

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(memory_store()) as opened:
        yield opened


@pytest.fixture
def scope(store: Store) -> Scope:
    with store.writing() as tx:
        return save(tx)


@pytest.fixture
def written(store: Store, scope: Scope) -> Letter:
    with store.writing() as tx:
        assert put(tx, scope, [LETTER], MONDAY, held=False) == 1
    return LETTER


def deliver(store: Store, scope: Scope, mailer: Mailer, clock: Clock) -> dict[LetterState, int]:
    return dict(Delivery(store=store, scope=scope, mailer=mailer, sender=SENDER, now=clock).run())


def only_letter(store: Store, scope: Scope) -> StoredLetter:
    with store.reading() as tx:
        (letter,) = outbox(tx, scope)
    return letter


def test_a_title_on_several_lines_keeps_no_letter_back_and_adds_no_header(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    letter = replace(LETTER, subject="4 scores:\nFall\r\nBcc: all@evil.example")
    with store.writing() as tx:
        put(tx, scope, [letter], MONDAY, held=False)
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.SENT: 1}
    (taken,) = server.handler.letters
    assert taken["Subject"] == "4 scores: Fall Bcc: all@evil.example"
    assert taken["Bcc"] is None


@pytest.mark.usefixtures("written")
def test_a_letter_arrives_whole_and_once(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.SENT: 1}
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {}
    (got,) = server.handler.letters
    plain, html = got.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == LETTER.plain
    assert html.get_content().strip() == LETTER.html
    assert (got["To"], got["From"], got["Subject"]) == (
        LETTER.recipient,
        SENDER,
        LETTER.subject,
    )
    assert got["Auto-Submitted"] == "auto-generated"
    letter = only_letter(store, scope)
    assert got["Message-ID"] == f"<{letter.public_id}@school.example>"
    assert (letter.state, letter.tries, letter.trouble) == (LetterState.SENT, 1, None)


@pytest.mark.usefixtures("written")
def test_one_occasion_makes_one_letter(store: Store, scope: Scope) -> None:
    with store.writing() as tx:
        assert put(tx, scope, [replace(LETTER, subject="again")], MONDAY, held=False) == 0
    assert only_letter(store, scope).subject == LETTER.subject


def test_a_held_letter_goes_out_when_it_is_released(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    with store.writing() as tx:
        put(tx, scope, [LETTER], MONDAY, held=True)
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {}
    with store.writing() as tx:
        assert not has_released(tx, scope)
        assert release_all(tx, scope, clock()) == 1
        assert has_released(tx, scope)
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.SENT: 1}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("where", ["to_recipient", "to_content"])
def test_what_a_server_refuses_for_good_is_not_offered_again(
    store: Store, scope: Scope, server: MailServer, clock: Clock, where: str
) -> None:
    setattr(server.handler, where, "550 No such person")
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.REFUSED: 1}
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {}
    assert only_letter(store, scope).trouble == "550 No such person"


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("where", ["to_recipient", "to_content"])
def test_what_a_server_puts_off_is_offered_again_after_a_wait(
    store: Store, scope: Scope, server: MailServer, clock: Clock, where: str
) -> None:
    setattr(server.handler, where, "451 Try later")
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.QUEUED: 1}
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {}
    setattr(server.handler, where, "")
    clock.at += timedelta(minutes=2)
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.SENT: 1}
    assert only_letter(store, scope).tries == 2
    assert len(server.handler.letters) == 1


@pytest.mark.usefixtures("written")
def test_a_connection_lost_before_the_letter_is_no_doubt(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    server.handler.to_recipient = "cut"
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.QUEUED: 1}


@pytest.mark.usefixtures("written")
def test_a_connection_lost_after_the_letter_is_unknown_and_never_sent_twice(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    server.handler.to_content = "cut"
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.UNKNOWN: 1}
    server.handler.to_content = ""
    clock.at += timedelta(days=1)
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {}
    assert server.handler.offered == 1
    assert only_letter(store, scope).trouble is not None


@pytest.mark.usefixtures("written")
def test_a_crash_while_sending_is_owned_up_to(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    with store.writing() as tx:
        assert claim(tx, scope, clock()) is not None
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {LetterState.UNKNOWN: 1}
    assert server.handler.offered == 0
    assert only_letter(store, scope).trouble == (
        "Tracksheet ended while the mail server was taking it."
    )


@pytest.mark.usefixtures("written")
def test_while_the_server_is_away_letters_wait_and_are_given_up_in_the_end(
    store: Store, scope: Scope, clock: Clock
) -> None:
    nobody = MailSettings(host="127.0.0.1", port=9, security=Security.NONE, sender=SENDER)
    tries = 0
    while only_letter(store, scope).state is LetterState.QUEUED:
        tries += 1
        assert deliver(store, scope, SmtpMailer(nobody), clock).keys() <= {
            LetterState.QUEUED,
            LetterState.REFUSED,
        }
        clock.at = max(clock.at, only_letter(store, scope).due_at)
    assert only_letter(store, scope).state is LetterState.REFUSED
    assert clock.at - MONDAY >= PATIENCE
    assert 10 < tries < 30


@pytest.mark.usefixtures("written")
def test_without_a_mail_server_a_letter_is_kept_for_reading(
    store: Store, scope: Scope, clock: Clock
) -> None:
    assert deliver(store, scope, Mailbox(), clock) == {LetterState.KEPT: 1}
    assert only_letter(store, scope).plain == LETTER.plain


def test_many_letters_take_one_connection_and_one_that_is_refused_stops_no_other(
    store: Store, scope: Scope, server: MailServer, clock: Clock
) -> None:
    letters = [
        replace(LETTER, dedupe_key=str(n), recipient=f"p{n}@school.example") for n in range(3)
    ]
    letters.insert(1, replace(LETTER, dedupe_key="bad", recipient="gone@school.example"))
    server.handler.unknown = frozenset({"gone@school.example"})
    with store.writing() as tx:
        put(tx, scope, letters, MONDAY, held=False)
    assert deliver(store, scope, SmtpMailer(server.settings), clock) == {
        LetterState.SENT: 3,
        LetterState.REFUSED: 1,
    }


@pytest.mark.usefixtures("written")
def test_encrypted_and_with_a_password(
    store: Store, scope: Scope, clock: Clock, tmp_path: Path
) -> None:
    certificate, key = make_certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=certificate)
    controls = {
        "tls_context": server_context(certificate, key),
        "require_starttls": True,
        "auth_required": True,
        "authenticator": knows(b"tracksheet", b"right"),
    }
    with serving(**controls) as server:
        right = replace(
            server.settings,
            host="localhost",
            security=Security.STARTTLS,
            user="tracksheet",
            password="right",
        )
        wrong = SmtpMailer(replace(right, password="wrong"), trusting)
        assert deliver(store, scope, wrong, clock) == {LetterState.QUEUED: 1}
        trouble = only_letter(store, scope).trouble or ""
        assert "SMTPAuthenticationError" in trouble
        assert "wrong" not in trouble
        clock.at += timedelta(minutes=2)
        assert deliver(store, scope, SmtpMailer(right), clock) == {LetterState.QUEUED: 1}
        assert "CERTIFICATE_VERIFY_FAILED" in (only_letter(store, scope).trouble or "")
        clock.at += timedelta(minutes=5)
        assert deliver(store, scope, SmtpMailer(right, trusting), clock) == {LetterState.SENT: 1}
    assert "right" not in repr(right)
