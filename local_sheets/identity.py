"""Where tokens come from: the addresses of sign-in and of keyless credentials, over HTTP."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson
from werkzeug.wrappers import Request, Response

from local_sheets import clock
from local_sheets.answers import json_answer, sheets_error_body
from local_sheets.cloud_tokens import CloudTokens
from local_sheets.errors import GoogleError, invalid, unauthenticated
from local_sheets.oauth import TokenError
from local_sheets.openid import about_person, discovery
from local_sheets.token_endpoint import TokenEndpoint

_FLAVOR = "Metadata-Flavor"
_METADATA = "/computeMetadata/v1/"
_IAM = re.compile(
    r"/v1/projects/[^/]+/serviceAccounts/([^/:]+):(?P<what>generateAccessToken|signJwt)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Answers every address of TABLE, the metadata server's and those of IAM."""

    endpoint: TokenEndpoint
    describes: bool = True  # a switch: do refusals have a description

    @property
    def cloud(self) -> CloudTokens:
        """The services for credentials without a key."""
        known = self.endpoint
        return CloudTokens(
            url=known.url,
            directory=known.directory,
            key=known.key,
            tokens=known.tokens,
            account=known.account,
            leaves_drive_out=known.instance_leaves_drive_out,
        )

    def handles(self, request: Request) -> bool:
        """Whether an address is one of these; "/" only for who asks for the metadata server."""
        asked = (request.method, request.path)
        if asked == ("GET", "/"):
            return _FLAVOR in request.headers
        return asked in TABLE or request.path.startswith(_METADATA) or self._account(request) != ""

    def answer(self, request: Request, bearer: str) -> Response:
        """The answer, a refusal included; `bearer` is the caller's token."""
        try:
            if request.path == "/" or request.path.startswith(_METADATA):
                return self._metadata(request)
            method = TABLE.get((request.method, request.path))
            content = method(self, request, bearer) if method else self._iam(request, bearer)
        except TokenError as error:
            return json_answer(request, error.body(describes=self.describes), error.status)
        except GoogleError as error:
            return json_answer(request, sheets_error_body(error), error.code)
        return json_answer(request, content)

    def token(self, request: Request, _bearer: str) -> dict[str, Any]:
        """POST /token: JWT-bearer, authorization_code and refresh_token."""
        sign_in = request.authorization
        basic = None
        if sign_in is not None and sign_in.type == "basic":
            basic = (unquote(sign_in.username or ""), unquote(sign_in.password or ""))
        return self.endpoint.answer(request.form, basic, clock.now())

    def revoke(self, request: Request, _bearer: str) -> dict[str, Any]:
        """POST /revoke: an access or a refresh token is good no longer."""
        token = request.values.get("token", "")
        if not (self.endpoint.consents.revoke(token) or self.endpoint.tokens.revoke(token)):
            raise TokenError("invalid_token", "Token expired or revoked")
        return {}

    def userinfo(self, _request: Request, bearer: str) -> dict[str, Any]:
        """GET /v1/userinfo: what the token's scopes open about its person."""
        grant = self.endpoint.tokens.find(bearer, clock.now())
        person = self.endpoint.directory.people().person(grant.email) if grant else None
        if grant is None or person is None:
            raise unauthenticated()
        return about_person(person, grant.scopes)

    def discovery(self, _request: Request, _bearer: str) -> dict[str, Any]:
        """GET /.well-known/openid-configuration."""
        return discovery(self.endpoint.url)

    def keys(self, _request: Request, _bearer: str) -> dict[str, Any]:
        """GET /oauth2/v3/certs: the keys that id_tokens are signed with."""
        return self.endpoint.key.key_set()

    def exchange(self, request: Request, _bearer: str) -> dict[str, Any]:
        """POST /v1/token: the Security Token Service."""
        return self.cloud.exchange(request.form, clock.now())

    def _iam(self, request: Request, bearer: str) -> dict[str, Any]:
        """POST /v1/projects/-/serviceAccounts/{email}:generateAccessToken or :signJwt."""
        try:
            body = orjson.loads(request.get_data() or b"{}")
        except orjson.JSONDecodeError as error:
            raise invalid(f"Invalid JSON payload received. {error}") from error
        account, cloud = self._account(request), self.cloud
        if request.path.endswith(":signJwt"):
            return cloud.sign_jwt(bearer, account, body, clock.now())
        return cloud.generate_access_token(bearer, account, body, clock.now())

    def _metadata(self, request: Request) -> Response:
        """GET /computeMetadata/v1/...; without the header Metadata-Flavor: Google it is 403."""
        if request.headers.get(_FLAVOR) != "Google":
            return Response("Missing Metadata-Flavor:Google header.\n", 403)
        if request.path == "/":
            response = Response("computeMetadata/\n", content_type="application/text")
        else:
            path = request.path.removeprefix(_METADATA)
            content = self.cloud.metadata(path, request.args, clock.now())
            plain = isinstance(content, str)
            body = content if plain else orjson.dumps(content)
            kind = "application/text" if plain else "application/json"
            response = Response(body, content_type=kind)
        response.headers[_FLAVOR] = "Google"
        return response

    @staticmethod
    def _account(request: Request) -> str:
        found = _IAM.fullmatch(request.path) if request.method == "POST" else None
        return found[1] if found else ""


_Method = Callable[[Identity, Request, str], dict[str, Any]]
#: Every fixed address of sign-in; the first line of a method's docstring says what it is.
TABLE: dict[tuple[str, str], _Method] = {
    ("POST", "/token"): Identity.token,
    ("POST", "/revoke"): Identity.revoke,
    ("GET", "/v1/userinfo"): Identity.userinfo,
    ("POST", "/v1/userinfo"): Identity.userinfo,
    ("GET", "/.well-known/openid-configuration"): Identity.discovery,
    ("GET", "/oauth2/v3/certs"): Identity.keys,
    ("POST", "/v1/token"): Identity.exchange,
}
