"""POST /token for every grant: signed assertions, codes of people, refresh tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_sheets import oauth
from local_sheets.consents import Consent, Consents
from local_sheets.directory import Directory, Person
from local_sheets.oauth import TokenError, Tokens
from local_sheets.oauth_client import OAuthClient
from local_sheets.openid import SigningKey, access_token_hash, id_token_claims
from local_sheets.service_account import ServiceAccount

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndpoint:
    """What turns grants into tokens; `url` is the server's own and the issuer of id_tokens."""

    url: str
    account: ServiceAccount
    client: OAuthClient
    directory: Directory
    consents: Consents
    key: SigningKey
    tokens: Tokens
    instance_leaves_drive_out: bool = False

    def answer(self, form: Form, basic: tuple[str, str] | None, now: datetime) -> dict[str, Any]:
        """The JSON of a token; raises TokenError. `basic` is the client's HTTP sign-in, if any."""
        match form.get("grant_type"):
            case oauth.GRANT:
                return self._by_assertion(form, now)
            case "authorization_code":
                self.client.check(form, basic)
                return self._by_code(form, now)
            case "refresh_token":
                self.client.check(form, basic)
                return self._by_refresh_token(form, now)
            case other:
                raise TokenError("unsupported_grant_type", f"Invalid grant_type: {other}")

    def _by_assertion(self, form: Form, now: datetime) -> dict[str, Any]:
        people, audiences = self.directory.people(), [self.url + "/token"]
        person, scopes = oauth.exchange(form, self.account, people, audiences)
        return self._access(person, scopes, now)

    def _by_code(self, form: Form, now: datetime) -> dict[str, Any]:
        consent = self.consents.redeem(form.get("code", ""), now)
        if form.get("redirect_uri") != consent.redirect_uri:
            raise TokenError("redirect_uri_mismatch", "Bad Request")
        consent.check_verifier(form.get("code_verifier", ""))
        reply = self._for(consent, now)
        if consent.offline:
            reply["refresh_token"] = self.consents.refresh_token_for(consent)
        return reply

    def _by_refresh_token(self, form: Form, now: datetime) -> dict[str, Any]:
        consent = self.consents.of_refresh_token(form.get("refresh_token", ""))
        wanted = tuple(form.get("scope", "").split()) or consent.scopes
        if not set(wanted) <= set(consent.scopes):
            raise TokenError("invalid_scope", "Bad Request")
        return self._for(Consent(email=consent.email, scopes=wanted), now)

    def _for(self, consent: Consent, now: datetime) -> dict[str, Any]:
        person = self.directory.people().person(consent.email)
        if person is None:
            raise TokenError("invalid_grant", "Account has been deleted")
        reply = self._access(person, frozenset(consent.scopes), now)
        reply["scope"] = " ".join(consent.scopes)
        if "openid" in consent.scopes:
            reply["id_token"] = self._id_token(person, consent, reply["access_token"], now)
        return reply

    def _id_token(self, person: Person, consent: Consent, access: str, now: datetime) -> str:
        claims = id_token_claims(
            person, consent.scopes, issuer=self.url, audience=self.client.client_id, now=now
        )
        claims["at_hash"] = access_token_hash(access)
        if consent.nonce:
            claims["nonce"] = consent.nonce
        return self.key.sign(claims)

    def _access(self, person: Person, scopes: frozenset[str], now: datetime) -> dict[str, Any]:
        return {
            "access_token": self.tokens.issue(person.email, scopes, now),
            "expires_in": int(oauth.LIFETIME.total_seconds()),
            "token_type": "Bearer",
        }
