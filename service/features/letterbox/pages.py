"""The list of letters, one letter, and the document owner's word on those that are held."""

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.access import Action, LettersOf, Person, WholeSchool, may
from service.features.letterbox.view import line_of, mailbox_of
from service.shell.door import letters, overview, require, require_person
from service.shell.language import current_speech
from sheet_templates.sentences import sentence
from sync.store.kinds import LetterState
from sync.store.outbox import StoredLetter

mailbox = Blueprint("mailbox", __name__, template_folder="templates", url_prefix="/mailbox")

# A letter brings its own colours, as mail programs need it; nothing else of it is trusted.
_LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@mailbox.get("")
def page() -> str:
    """The letters that concern whoever asks: for the document owner all of the school's."""
    person = require_person()
    require(Action.SEE_LETTERS, LettersOf(person.sourced_id))
    shown = letters().letters(None if _sees_all(person) else person.sourced_id)
    return render_template(
        "mailbox/mailbox.html",
        mailbox=mailbox_of(shown, overview().kept.clock, current_speech()),
        decides=_sees_all(person),
    )


@mailbox.get("/<public_id>")
def one(public_id: str) -> str:
    """One letter as plain text, with what became of it."""
    letter = _letter(public_id)
    return render_template(
        "mailbox/letter.html",
        line=line_of(letter, overview().kept.clock, current_speech()),
        letter=letter,
        may_withdraw=letter.state is LetterState.HELD and _sees_all(require_person()),
    )


@mailbox.get("/<public_id>/html")
def as_sent(public_id: str) -> Response:
    """One letter as a mail program shows it."""
    answer = Response(_letter(public_id).html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _LETTER_POLICY
    return answer


@mailbox.post("/let-go")
def let_go() -> AnyResponse:
    """Let all held letters go."""
    require(Action.DECIDE_LETTERS, WholeSchool())
    letters().let_go()
    return redirect(url_for("mailbox.page"), 303)


@mailbox.post("/<public_id>/withdraw")
def withdraw(public_id: str) -> AnyResponse:
    """Keep a held letter from going out."""
    owner = require(Action.DECIDE_LETTERS, WholeSchool())
    if not letters().withdraw(_letter(public_id).public_id, owner.name):
        abort(409, sentence("This letter does not wait any more, so nothing was changed."))
    return redirect(url_for("mailbox.page"), 303)


def _sees_all(person: Person) -> bool:
    return may(person, Action.DECIDE_LETTERS, WholeSchool()).allowed


def _letter(public_id: str) -> StoredLetter:
    """A letter that whoever asks may read; one of somebody else is as unknown as none."""
    letter = letters().letter(public_id)
    require(Action.SEE_LETTERS, LettersOf(letter.person if letter else ""))
    return letter or abort(404)
