"""Signing in with Google: OpenID Connect through Authlib, open to the school's staff list only.

Authlib sends people to Google and checks what comes back: state, nonce, the code's verifier, and
the token's signature, issuer, audience and age. Added here: the e-mail address must be verified,
and stand on the staff list today. A session says who somebody is and never what they may; their
role is looked up at every request, so that it ends when the role does.
"""

from typing import Any, NoReturn

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from service.door_settings import GoogleSignIn
from service.shell.door import overview, sign_in
from sheet_templates.school import Leader, StaffMember
from sheet_templates.sentences import sentence

_OAUTH = "tracksheet-oauth"

google_door = Blueprint("sign_in", __name__, template_folder="templates", url_prefix="/sign-in")


def open_google_door(app: Flask, settings: GoogleSignIn) -> None:
    """Let people sign in to `app` with Google."""
    oauth = OAuth(app)
    oauth.register(
        "google",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": 20},
    )
    app.extensions[_OAUTH] = oauth.google, settings.redirect_uri
    app.register_blueprint(google_door)


@google_door.get("")
def page() -> str:
    """What signing in is, and the way to Google."""
    return render_template("shell/sign_in.html")


@google_door.get("/go")
def go() -> Response:
    """To Google; the way back is kept in the session."""
    client, redirect_uri = current_app.extensions[_OAUTH]
    try:
        leaving: Response = client.authorize_redirect(redirect_uri, prompt="select_account")
    except RequestException:
        _unreachable()
    return leaving


@google_door.get("/back")
def back() -> Response:
    """Back from Google: signs in whoever is on the staff list."""
    sign_in(_staff_member(_verified_email(_claims())).sourced_id, is_permanent=True)
    return redirect(url_for("shell.home"), 303)


def _claims() -> dict[str, Any]:
    """What Google says of the person; 403 where it says nothing that can be trusted."""
    if request.args.get("error") == "access_denied":
        abort(
            403,
            sentence("You stopped signing in, so nothing was done. Try again when you like."),
        )
    client, _ = current_app.extensions[_OAUTH]
    try:
        token = client.authorize_access_token(claims_options=_wanted(client))
    except RequestException:
        _unreachable()
    except (OAuthError, JoseError, ValueError, KeyError) as error:
        current_app.logger.warning("a sign-in was refused: %s", type(error).__name__)
        abort(
            403,
            sentence(
                "This sign-in could not be verified, so nothing was done. It may be too old, or "
                "have been begun in another window. Begin again."
            ),
        )
    claims: dict[str, Any] = token.get("userinfo") or {}
    return claims


def _wanted(client: Any) -> dict[str, dict[str, object]]:
    """What a token must say: left to itself, Authlib does not look at the audience."""
    return {
        "iss": {"essential": True, "value": client.load_server_metadata()["issuer"]},
        "aud": {"essential": True, "value": client.client_id},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }


def _verified_email(claims: dict[str, Any]) -> str:
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        abort(
            403,
            sentence("Google has not verified this account's e-mail address, so it opens nothing."),
        )
    return email.lower()


def _staff_member(email: str) -> StaffMember | Leader:
    found = overview().with_address(email)
    if found is None:
        abort(
            403,
            sentence(
                "%(email)s is not on this school's staff list, so there is nothing here for you to "
                "see. Sign in with your school account, or ask the school's document owner.",
                email=email,
            ),
        )
    return found


def _unreachable() -> NoReturn:
    abort(
        503, sentence("Google cannot be reached at the moment. Nothing was done; try again soon.")
    )
