"""Makes the Flask app: fences, layout and features around one school."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from service import wording
from service.features.desk.pages import desk
from service.features.duties.pages import duties
from service.reading import SchoolReader
from service.shell.door import READER, signed_in
from service.shell.fences import CSRF_FIELD, csrf_token, fence
from service.shell.pages import VISITOR, shell, show_errors
from service.signs import SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What the pages need: the school, the secret that signs cookies, the port they listen on."""

    reader: SchoolReader
    secret_key: bytes
    port: int


def create_app(service: Service) -> Flask:
    """The pages of one school; `service.port` is the port that browsers use."""
    app = Flask("service", static_folder=None)
    app.config.update(
        SECRET_KEY=service.secret_key,
        SESSION_COOKIE_NAME="tracksheet_person",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.extensions[READER] = service.reader
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: _words(service.reader))
    fence(app, service.port)
    show_errors(app)
    for part in (shell, desk, duties):
        app.register_blueprint(part)
    return app


def _words(reader: SchoolReader) -> dict[str, Any]:
    """What every template may say."""
    return {
        "say": wording,
        "signs": SIGNS,
        "csrf_field": CSRF_FIELD,
        "csrf_token": csrf_token,
        "signed_in": signed_in,
        "visitor": VISITOR,
        "demo_date": reader.today() if reader.is_demo else None,
    }
