"""`tracksheet addon check`: is everything right on our side of the add-on, and what to do if not.

What only Google's console shows (consent screen, publishing, who has it installed) stands in
docs/howto/install-the-addon.md as a list to go through.
"""

import ipaddress
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from service.addon_settings import AddOnSettings
from service.door_settings import LOOPBACK
from service.features.addon.entries import HOME
from service.features.addon.keys import KeyRing, KeysAwayError
from service.features.addon.manifest import LOGO, deployment, differences
from service.features.doctor.checks import Check, fine, is_healthy, not_tried, problem
from service.settings import SettingsError, read_settings

_HOW_TO = "See docs/howto/install-the-addon.md."
_PATIENCE = 10.0  # seconds; Google waits about as long for a card


def examine_addon(sheets_url: str, file: Path | None) -> dict[str, Any]:
    """All lines, and whether everything is well, as JSON can hold them."""
    checks = list(_checks(sheets_url, file))
    return {"healthy": is_healthy(checks), "checks": [asdict(one) for one in checks]}


def _checks(sheets_url: str, file: Path | None) -> Iterator[Check]:
    try:
        settings = read_settings().addon
    except SettingsError as error:
        yield problem("settings", "; ".join(error.problems), f"Correct them. {_HOW_TO}")
        return
    if settings is None:
        yield problem("settings", "no TRACKSHEET_ADDON_... is set: there is no add-on", _HOW_TO)
        return
    yield fine("settings", f"whole; {settings.service_account} may ask")
    yield _domains(settings)
    yield _address(settings.public_url)
    yield _deployment(settings, sheets_url, file)
    yield _keys(settings)
    yield _door(settings)
    yield _logo(settings)


def _domains(settings: AddOnSettings) -> Check:
    name = "domains"
    if settings.domains:
        return fine(name, f"people of {', '.join(sorted(settings.domains))}")
    return problem(
        name,
        "accounts of any domain are let in, if their address is on the staff list",
        "Set TRACKSHEET_ADDON_DOMAINS to your Google Workspace domain.",
    )


def _address(public_url: str) -> Check:
    """Whether Google could reach such an address at all."""
    name, host = "address", urlsplit(public_url).hostname or ""
    if public_url.startswith("https://") and not _is_inside(host):
        return fine(name, f"{public_url} is one that Google can reach")
    return problem(
        name,
        f"Google cannot reach {public_url}: it asks encrypted, from outside",
        "Set TRACKSHEET_PUBLIC_URL to the address at which an HTTPS proxy serves the pages.",
    )


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host in LOOPBACK or "." not in host or host.endswith((".local", ".internal"))


def _wanted(settings: AddOnSettings, sheets_url: str) -> dict[str, Any]:
    return deployment(settings.public_url, sheets_url, knows_open_file=settings.knows_open_file)


def _deployment(settings: AddOnSettings, sheets_url: str, file: Path | None) -> Check:
    name = "deployment"
    if file is None:
        return not_tried(name, "name the file that Google was given to have it compared")
    again = "Write it again with `tracksheet addon manifest`, and replace it at Google."
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return problem(name, f"{file} cannot be read ({error})", again)
    wrong = list(differences(_wanted(settings, sheets_url), found))
    if wrong:
        return problem(name, f"{file}: {'; '.join(wrong)}", again)
    return fine(name, f"{file} is what the settings give")


def _keys(settings: AddOnSettings) -> Check:
    name = "keys"
    try:
        KeyRing(settings.certs_url).key("")
    except KeysAwayError as error:
        return problem(
            name, error.reason, "Let this machine reach it; without keys no card is shown."
        )
    return fine(name, f"{settings.certs_url} has them")


def _door(settings: AddOnSettings) -> Check:
    """A question without a token, at our own public address, must come to us and be refused."""
    name, url = "door", f"{settings.url}/{HOME}"
    try:
        answer = requests.post(url, json={}, timeout=_PATIENCE, allow_redirects=False)
    except requests.RequestException as error:
        return problem(
            name,
            f"{url} is not answered ({type(error).__name__})",
            "Start the service, and the proxy in front of it. From inside a network the public "
            "address may be out of reach; then try from outside.",
        )
    if answer.status_code == 401 and answer.headers.get("Cache-Control") == "no-store":
        return fine(name, f"{url} turns strangers away")
    return problem(
        name,
        f"{url} answers {answer.status_code} to a stranger, not 401",
        "Let the proxy pass /addon/ on unchanged, and start the service again with these settings.",
    )


def _logo(settings: AddOnSettings) -> Check:
    name, url = "logo", f"{settings.url}/{LOGO}"
    try:
        answer = requests.get(url, timeout=_PATIENCE)
    except requests.RequestException as error:
        return problem(name, f"{url} is not answered ({type(error).__name__})", "As for the door.")
    if answer.status_code == 200 and answer.headers.get("Content-Type") == "image/png":
        return fine(name, f"{url} is there")
    return problem(name, f"{url} answers {answer.status_code}", "Let the proxy pass /addon/ on.")
