"""Makes the Flask app: fences, layout and features around one school."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from jinja2 import StrictUndefined

from service.access import Action, WholeSchool, may
from service.answer_links import AnswerLinks
from service.door_settings import GoogleSignIn
from service.features.answers.pages import answer_pages
from service.features.collecting.pages import collecting
from service.features.desk.pages import desk
from service.features.duties.pages import duties
from service.features.entry.pages import entry_pages
from service.features.excuses.pages import excuse_pages
from service.features.figures.pages import figures
from service.features.health.pages import tracker_pages
from service.features.intake.pages import intake
from service.features.letterbox.pages import mailbox
from service.features.me.pages import me
from service.features.milestones.pages import milestone_pages
from service.features.monitoring.pages import monitoring
from service.features.notes.anew import own_note_pages
from service.features.notes.pages import note_pages
from service.features.reviews.pages import reviews
from service.features.runs.pages import runs
from service.features.setup.column_pages import column_pages
from service.features.setup.owner_pages import owner_pages
from service.features.setup.pages import setup
from service.features.setup.template_pages import template_pages
from service.features.students.pages import student_pages
from service.features.year.pages import year
from service.letters import Letters
from service.notes import Notes
from service.people import People
from service.reading import SchoolReader
from service.records import Records
from service.shell.door import (
    ANSWER_LINKS,
    ENTRANCE,
    LETTERS,
    NOTES,
    PEOPLE,
    READER,
    RECORDS,
    TEMPLATES,
    UPLOADS,
    WORKS,
    entrance,
    signed_in,
)
from service.shell.fences import CSRF_FIELD, csrf_token, fence
from service.shell.language import current_speech
from service.shell.limits import limit
from service.shell.local_door import VISITOR, local_door
from service.shell.menu import places_for
from service.shell.pages import shell, show_errors
from service.shell.works import work_pages
from service.signs import SIGNS
from service.speech_in_templates import teach
from service.template_files import TemplateFiles
from service.uploads import LARGEST, Uploads
from service.works import Works

_PARTS = (
    shell,
    work_pages,
    desk,
    duties,
    mailbox,
    tracker_pages,
    runs,
    reviews,
    collecting,
    intake,
    setup,
    template_pages,
    column_pages,
    owner_pages,
    year,
    excuse_pages,
    milestone_pages,
    answer_pages,
    me,
    note_pages,
    own_note_pages,
    student_pages,
    entry_pages,
    figures,
    monitoring,
)
SCHOOL_DAY = timedelta(hours=10)
"""How long a sign-in with Google lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the pages need: the school, its letters and records, what they can set going.

    `secret_key` signs cookies, `port` is their own.

    People sign in with Google where `google` says how, else they choose who they are.
    """

    reader: SchoolReader
    letters: Letters
    records: Records
    works: Works
    uploads: Uploads
    people: People
    answer_links: AnswerLinks
    notes: Notes
    templates: TemplateFiles
    secret_key: bytes
    port: int
    google: GoogleSignIn | None = None


class _Pages(Flask):
    """An app whose log names the page that broke off, and not its address.

    An address may hold a child's id, or a secret that is as good as a password.
    """

    def log_exception(self, exc_info: Any) -> None:
        """Say where in the program it was."""
        place = f"{request.endpoint or 'no page'} [{request.method}]"
        self.logger.error("Exception on %s", place, exc_info=exc_info)


def create_app(service: Service) -> Flask:
    """The pages of one school; `service.port` is the port that browsers use."""
    app = _Pages("service", static_folder=None)
    app.config.update(
        SECRET_KEY=service.secret_key,
        SESSION_COOKIE_NAME="tracksheet_person",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=service.google is not None and service.google.is_https,
        PERMANENT_SESSION_LIFETIME=SCHOOL_DAY,
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.extensions[READER] = service.reader
    app.extensions[LETTERS] = service.letters
    app.extensions[RECORDS] = service.records
    app.extensions[WORKS] = service.works
    app.extensions[UPLOADS] = service.uploads
    app.extensions[PEOPLE] = service.people
    app.extensions[ANSWER_LINKS] = service.answer_links
    app.extensions[NOTES] = service.notes
    app.extensions[TEMPLATES] = service.templates
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    teach(app.jinja_env, current_speech)
    app.context_processor(lambda: _words(service))
    limit(app)  # first: what a fence stops counts as well
    app.before_request(_let_rosters_be_large)  # before the fence reads the form
    fence(app, service.port, service.google.public_url if service.google else None)
    show_errors(app)
    for part in _PARTS:
        app.register_blueprint(part)
    _open_door(app, service.google)
    return app


def _let_rosters_be_large() -> None:
    """A roster is larger than any other form; only whoever may import one may send one."""
    if request.endpoint == "intake.preview":
        person = signed_in()
        if person is not None and may(person, Action.CHANGE_SCHOOL, WholeSchool()).allowed:
            request.max_content_length = LARGEST


class _OfGoogle(SecureCookieSessionInterface):
    """Takes no cookie of a time when people chose who they are: they could choose anybody."""

    salt = "signed in with Google"


def _open_door(app: Flask, google: GoogleSignIn | None) -> None:
    """Exactly one way in: whoever can sign in with Google cannot choose who they are."""
    if google is None:
        app.register_blueprint(local_door)
        app.extensions[ENTRANCE] = "people.who"
    else:
        from service.shell.google_door import open_google_door  # noqa: PLC0415 - a slow import

        app.session_interface = _OfGoogle()
        open_google_door(app, google)
        app.extensions[ENTRANCE] = "sign_in.page"


def _words(service: Service) -> dict[str, Any]:
    """What every template may say."""
    reader = service.reader
    return {
        "entrance": entrance,
        "is_google": service.google is not None,
        "signs": SIGNS,
        "csrf_field": CSRF_FIELD,
        "csrf_token": csrf_token,
        "signed_in": signed_in,
        "visitor": VISITOR,
        "places": places_for,
        "demo_date": reader.today() if reader.is_demo else None,
    }
