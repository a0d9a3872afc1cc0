"""The deployment resource: what Google is told of the add-on. Pure: addresses in, JSON out.

The form is that of the Google Workspace add-ons API (projects.deployments). One path for each
entry point and no query strings, for the path is what Google's token names as its audience.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from service.features.addon.choices import PATH as SETTINGS
from service.features.addon.entries import HELP, HOME
from service.features.addon.events import EMAIL_SCOPE, FILE_SCOPE
from service.features.addon.open_file import GRANTED

NAME = "Tracksheet"
LOGO = "logo.png"
_COLOUR = "#0b5794"


def deployment(
    public_url: str, sheets_url: str, *, knows_open_file: bool = False
) -> dict[str, Any]:
    """The deployment of an add-on whose pages are at `public_url`, without a slash at its end.

    `sheets_url` is where spreadsheets open. Of the person's account only the address is asked
    for: the cards are made from the store, so no spreadsheet has to be granted. With
    `knows_open_file` a person may grant single files, for the card about the one that is open.
    """
    addon = f"{public_url}/addon"
    granted = {"onFileScopeGrantedTrigger": {"runFunction": f"{addon}/{GRANTED}"}}
    return {
        "oauthScopes": [EMAIL_SCOPE, *([FILE_SCOPE] if knows_open_file else [])],
        "addOns": {
            "common": {
                "name": NAME,
                "logoUrl": f"{addon}/{LOGO}",
                "layoutProperties": {"primaryColor": _COLOUR, "secondaryColor": _COLOUR},
                "homepageTrigger": {"runFunction": f"{addon}/{HOME}", "enabled": True},
                "universalActions": [
                    {"label": f"Open {NAME}", "openLink": f"{public_url}/"},
                    {"label": "My settings", "runFunction": f"{addon}/{SETTINGS}"},
                    {"label": "Help", "runFunction": f"{addon}/{HELP}"},
                ],
                "openLinkUrlPrefixes": [f"{public_url}/", f"{sheets_url}/spreadsheets/"],
            },
            "sheets": granted if knows_open_file else {},
            "httpOptions": {
                "authorizationHeader": "SYSTEM_ID_TOKEN",
                "granularOauthPermissionSupport": "OPT_IN",
            },
        },
    }


def differences(wanted: Any, found: Any, at: str = "") -> Iterator[str]:
    """Where `found` is another JSON value than `wanted`: a sentence for each place."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for name in dict.fromkeys((*wanted, *found)):
            place = f"{at}.{name}" if at else str(name)
            if name not in found:
                yield f"{place} is missing"
            elif name not in wanted:
                yield f"{place} is not ours"
            else:
                yield from differences(wanted[name], found[name], place)
    elif wanted != found:
        yield f"{at or 'the file'} is {found!r}, not {wanted!r}"
