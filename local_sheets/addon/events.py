"""The event that Google posts to an add-on, and the tokens in it. Pure but for the signing key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_sheets.addon.deployment import EMAIL_SCOPE, Deployment
from local_sheets.directory import Person
from local_sheets.drive_model import GranteeType, permission_id
from local_sheets.openid import SigningKey, id_token_claims

ISSUER = "https://accounts.google.com"
#: What Google's `gcloud workspace-add-ons get-authorization` would show for the local project.
ACCOUNT = "service-1@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"
CLIENT_ID = "1-addon.apps.googleusercontent.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person did in the panel: which address it leads to, and what they had filled in.

    `locale` and `zone` are the browser's, the zone's offset in milliseconds.
    """

    url: str
    parameters: Mapping[str, str]
    inputs: Mapping[str, Any]
    locale: str = ""
    zone: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """The spreadsheet beside the panel; without a grant the add-on is told nothing of it."""

    id: str
    title: str
    is_granted: bool

    def as_json(self) -> dict[str, Any]:
        """`sheets` of the event."""
        known = {"id": self.id, "title": self.title} if self.is_granted else {}
        return {"addonHasFileScopePermission": self.is_granted, **known}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Makes the tokens of one event."""

    key: SigningKey
    now: datetime

    def system(self, url: str) -> str:
        """The add-on's service account, for exactly this address."""
        account = Person(email=ACCOUNT, name="")
        return self.key.sign(self._claims(account, url))

    def person(self, person: Person) -> str:
        """Who clicked, for the add-on's OAuth client."""
        return self.key.sign(self._claims(person, CLIENT_ID))

    def _claims(self, person: Person, audience: str) -> dict[str, Any]:
        claims = id_token_claims(
            person, {EMAIL_SCOPE}, issuer=ISSUER, audience=audience, now=self.now
        )
        if person.email == ACCOUNT:
            del claims["hd"]
        return claims | {"azp": permission_id(GranteeType.USER, ACCOUNT)}


def event(
    asked: Asked, file: OpenFile, deployment: Deployment, authorization: Mapping[str, Any]
) -> dict[str, Any]:
    """The body of the post."""
    common: dict[str, Any] = {"hostApp": "SHEETS", "platform": "WEB"}
    if deployment.tells_locale:
        common["userLocale"] = asked.locale
        common["timeZone"] = {"id": asked.zone, "offset": asked.offset}
    if asked.parameters:
        common["parameters"] = dict(asked.parameters)
    if asked.inputs:
        common["formInputs"] = dict(asked.inputs)
    return {
        "commonEventObject": common,
        "authorizationEventObject": dict(authorization),
        "sheets": file.as_json(),
    }
