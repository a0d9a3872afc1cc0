"""The deployment resource of an add-on, as Google is given it (projects.deployments).

Read strictly: an unknown field, or an address that is not this machine's, is a problem, and all of
them are told at once.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from local_sheets.addon.reading import AddOnError, Fields
from local_sheets.oauth_client import is_loopback

EMAIL_SCOPE = "https://www.googleapis.com/auth/userinfo.email"
FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
_LOCALE_SCOPE = "https://www.googleapis.com/auth/script.locale"
_OTHER_HOSTS = ("gmail", "calendar", "drive", "docs", "slides", "chat", "meet")
_HEADERS = ("SYSTEM_ID_TOKEN", "USER_ID_TOKEN", "NONE")


@dataclass(frozen=True, slots=True, kw_only=True)
class UniversalAction:
    """An entry of the panel's menu: it opens `link` or else asks `function`."""

    label: str
    link: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """What the panel needs of it; `home` and `file_granted` are addresses, "" for none."""

    name: str
    logo: str
    home: str
    file_granted: str
    actions: tuple[UniversalAction, ...]
    prefixes: tuple[str, ...]
    scopes: frozenset[str]
    header: str
    tells_locale: bool

    def is_own(self, url: str) -> bool:
        """Whether an address is the add-on's: only it is asked, with tokens made for it."""
        return _origin(url) == _origin(self.home)


def read_deployment(content: Any, place: str) -> Deployment:
    """The deployment; AddOnError with all that is wrong."""
    problems: list[str] = []
    top = Fields(content, "deployment", problems)
    top.leave("name", "etag")
    scopes = frozenset(top.texts("oauthScopes"))
    add_ons = top.below("addOns")
    top.end()
    common, sheets = add_ons.below("common"), add_ons.below("sheets")
    if not add_ons.has("sheets"):
        add_ons.problem("has no sheets: it is not for spreadsheets")
    http = add_ons.below("httpOptions")
    add_ons.leave(*_OTHER_HOSTS)
    add_ons.end()
    locale = common.flag("useLocaleFromApp")
    found = Deployment(
        name=common.text("name", is_needed=True),
        logo=common.text("logoUrl", is_needed=True),
        home=_trigger(sheets, "homepageTrigger") or _trigger(common, "homepageTrigger"),
        file_granted=_trigger(sheets, "onFileScopeGrantedTrigger"),
        actions=tuple(_action(one) for one in common.each("universalActions")),
        prefixes=common.texts("openLinkUrlPrefixes"),
        scopes=scopes,
        header=http.text("authorizationHeader") or _HEADERS[0],
        tells_locale=locale and _LOCALE_SCOPE in scopes,
    )
    common.leave("layoutProperties", "addOnWidgetSet", "homepageTrigger")
    http.leave("granularOauthPermissionSupport")
    for part in (common, sheets, http):
        part.end()
    problems += _wrong(found)
    if problems:
        raise AddOnError(f"The deployment at {place} cannot be used: {'; '.join(problems)}.")
    return found


def _trigger(part: Fields, name: str) -> str:
    trigger = part.below(name)
    is_on = trigger.flag("enabled", default=True)
    address = trigger.text("runFunction", is_needed=part.has(name))
    trigger.end()
    return address if is_on else ""


def _action(part: Fields) -> UniversalAction:
    made = UniversalAction(
        label=part.text("label", is_needed=True),
        link=part.text("openLink"),
        function=part.text("runFunction"),
    )
    if bool(made.link) == bool(made.function):
        part.problem("must have one of openLink and runFunction")
    part.end()
    return made


def _wrong(found: Deployment) -> list[str]:
    if not found.home:
        return ["there is no homepageTrigger to begin with"]
    asked = (found.home, found.file_granted, *(one.function for one in found.actions))
    problems = [
        f"{url} is not an address of this machine without a query"
        for url in asked
        if url and (not is_loopback(url) or urlsplit(url).query)
    ]
    problems += [f"{url} is not at {found.home}" for url in asked if url and not found.is_own(url)]
    if found.header not in _HEADERS:
        problems.append(f"authorizationHeader is {found.header!r}")
    return problems


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
