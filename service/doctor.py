"""The doctor's whole round: settings, this machine, Google. Opens nothing that it might change."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from service.features.doctor.checks import Check, fine, is_healthy, not_tried, problem
from service.features.doctor.google import GoogleDoctor
from service.features.doctor.here import (
    check_folder,
    check_secrets,
    check_store,
    check_templates,
)
from service.features.doctor.push import check_push
from service.features.trackers.known import unknown_templates
from service.folder import DataFolder
from service.google_account import google_account, tracker_drive
from service.settings import Settings, SettingsError, read_settings
from service.store_place import store_place
from sync.clock import Clock, SystemClock
from sync.errors import GoogleError


def examine(path: Path, clock: Clock | None = None) -> dict[str, Any]:
    """All lines, and whether everything is well, as JSON can hold them."""
    checks = list(_checks(DataFolder(path), clock or SystemClock()))
    return {"healthy": is_healthy(checks), "checks": [asdict(one) for one in checks]}


def _checks(folder: DataFolder, clock: Clock) -> Iterator[Check]:
    settings = None
    try:
        settings = read_settings()
    except SettingsError as error:
        yield problem("settings", "; ".join(error.problems), "Correct the environment.")
    else:
        yield fine("settings", f"sign-in by {settings.google.way.value}")
    yield check_folder(folder.path)
    key = settings.google.file if settings else None
    yield check_secrets(
        [folder.path / "secret.key", folder.google_token, *([key] if key is not None else [])]
    )
    if settings is None:
        for name in ("store", "Google"):
            yield not_tried(name, "the settings have to be right first")
        return
    place = store_place(folder, settings)
    yield check_store(place)
    yield check_templates(place, unknown_templates)
    yield check_push(place, settings.push.address if settings.push else None, clock.now)
    yield from _google(folder, settings, clock)


def _google(folder: DataFolder, settings: Settings, clock: Clock) -> Iterator[Check]:
    if settings.is_embedded:
        yield not_tried("Google", "the local server stands for it; no sign-in is set")
        return
    try:
        account = google_account(settings.google, folder.google_token)
        _ = account.email
    except GoogleError as error:
        yield problem("credentials", error.reason, "See docs/howto/google-setup.md.")
        return
    yield from GoogleDoctor(
        account=account,
        drive_of=lambda gateway: tracker_drive(settings.google, gateway),
        now=clock.now,
    ).checks()
