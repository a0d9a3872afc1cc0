"""Google's side of one add-on: who has allowed it what, and each click posted and answered."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from local_sheets import clock
from local_sheets.addon.calls import Answered, get, post
from local_sheets.addon.deployment import EMAIL_SCOPE, Deployment, read_deployment
from local_sheets.addon.envelope import ALL, Reply, read_reply
from local_sheets.addon.events import Asked, OpenFile, Signer, event
from local_sheets.addon.grants import Grants
from local_sheets.addon.reading import AddOnError
from local_sheets.addon.setting import Setting, has_setting, read_setting
from local_sheets.directory import Person
from local_sheets.drive_model import DriveFile
from local_sheets.oauth import Tokens
from local_sheets.openid import SigningKey

_PICTURES = frozenset({"image/png", "image/jpeg"})


class Host:
    """Hosts the add-on that the folder's setting names; every method raises AddOnError."""

    def __init__(self, folder: Path, key: SigningKey, tokens: Tokens) -> None:
        self._folder = folder
        self._key = key
        self._tokens = tokens
        self._grants = Grants()
        self._known: tuple[str, Deployment] | None = None

    @property
    def is_there(self) -> bool:
        """Whether there is a side panel at all."""
        return has_setting(self._folder)

    def look(self) -> Deployment:
        """The deployment as the add-on gives it now."""
        setting = self._setting()
        place = setting.deployment
        found = read_deployment(get(place, setting.patience).json("The add-on"), place)
        self._known = (place, found)
        return found

    def ask(self, person: Person, file: DriveFile, asked: Asked) -> Reply:
        """Post what a person did as an event, signed, and read the answer."""
        deployment = self._deployment()
        if not deployment.is_own(asked.url):
            raise AddOnError(f"{asked.url} is not an address of the add-on.", 400)
        triggers = (deployment.home, deployment.file_granted)
        answer = self._post(person, file, asked, deployment)
        return read_reply(answer.json(deployment.name), is_trigger=asked.url in triggers)

    def allow(self, person: Person, scopes: Iterable[str]) -> None:
        """The person says yes to scopes; only such as the deployment names."""
        known = self._deployment().scopes
        wanted = frozenset(scopes)
        wanted = known if ALL in wanted else wanted
        if unknown := wanted - known:
            raise AddOnError(f"The deployment does not name {', '.join(sorted(unknown))}.", 400)
        self._grants.allow(person.email, wanted)

    def grant_file(self, person: Person, file_id: str) -> str:
        """The person lets the add-on know this file; the trigger to ask next, "" for none."""
        self._grants.allow_file(person.email, file_id)
        return self._deployment().file_granted

    def picture(self, url: str) -> Answered:
        """A picture of a card; the page itself loads nothing from elsewhere."""
        if not self._deployment().is_own(url):
            raise AddOnError(f"{url} is not an address of the add-on.", 400)
        answer = get(url, self._setting().patience)
        if answer.content_type not in _PICTURES:
            raise AddOnError(f"{url} is {answer.content_type}, neither PNG nor JPEG.")
        return answer

    def _post(
        self, person: Person, file: DriveFile, asked: Asked, deployment: Deployment
    ) -> Answered:
        signer = Signer(key=self._key, now=clock.now())
        scopes = self._scopes(person, deployment)
        told = {
            "systemIdToken": signer.system(asked.url),
            "userOAuthToken": self._tokens.issue(person.email, scopes, signer.now),
            "authorizedScopes": sorted(scopes),
        }
        if EMAIL_SCOPE in scopes:
            told["userIdToken"] = signer.person(person)
        bearers = {"SYSTEM_ID_TOKEN": "systemIdToken", "USER_ID_TOKEN": "userIdToken"}
        bearer = told.get(bearers.get(deployment.header, ""))
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        is_granted = self._grants.has_file(person.email, file.id)
        beside = OpenFile(id=file.id, title=file.name, is_granted=is_granted)
        body = event(asked, beside, deployment, told)
        return post(asked.url, body, headers, self._setting().patience)

    def _scopes(self, person: Person, deployment: Deployment) -> frozenset[str]:
        if self._setting().installed_by_admin:
            return deployment.scopes
        return self._grants.scopes(person.email) & deployment.scopes

    def _setting(self) -> Setting:
        found = read_setting(self._folder)
        if found is None:
            raise AddOnError("There is no add-on here.", 404)
        return found

    def _deployment(self) -> Deployment:
        """The one last looked at, if it is still the one of the setting."""
        place = self._setting().deployment
        if self._known is None or self._known[0] != place:
            return self.look()
        return self._known[1]


def described(deployment: Deployment, person: Person) -> dict[str, Any]:
    """What the page needs to know of an add-on before it asks."""
    return {
        "name": deployment.name,
        "logo": deployment.logo,
        "home": deployment.home,
        "person": person.name,
        "prefixes": deployment.prefixes,
        "actions": [
            {"label": one.label, "link": one.link, "function": one.function}
            for one in deployment.actions
        ],
    }
