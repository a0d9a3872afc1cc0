"""What the doctor asks of Google: is it there, who are we, what may we, is the clock right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

from service.features.doctor.checks import Check, State, fine, not_tried, problem
from sync.errors import GoogleError
from sync.google.account import GoogleAccount
from sync.google.client import open_client
from sync.google.gateway import MY_DRIVE, Gateway

GOOGLE = "https://www.googleapis.com"
LARGEST_SKEW = timedelta(seconds=60)
"""Google refuses a signed assertion whose times are more than minutes off."""

_TIMEOUT = (5.0, 20.0)
_NAMES = ("reachability", "clock", "credentials", "quota project", "scope", "Sheets API",
          "shared drive")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleDoctor:
    """What asking needs; `drive_of` finds the drive, `now` is this machine's clock."""

    account: GoogleAccount
    drive_of: Callable[[Gateway], str]
    now: Callable[[], datetime]

    def checks(self) -> Iterator[Check]:
        """One line each; what hangs on a problem is not tried."""
        found: list[Check] = []
        for ask in (self._reach, self._identity, self._sheets, self._drive):
            for check in ask():
                found.append(check)
                yield check
            if any(one.state is State.PROBLEM for one in found):
                break
        seen = {one.name for one in found}
        for name in _NAMES:
            if name not in seen:
                yield not_tried(name, "what comes before it has to be right first")

    def _reach(self) -> Iterator[Check]:
        server = self.account.base_url or GOOGLE
        try:
            with requests.Session() as session:
                session.trust_env = self.account.base_url is None
                answer = session.get(f"{server}/drive/v3/about", timeout=_TIMEOUT)
        except requests.RequestException as error:
            yield problem(
                "reachability",
                f"{server} cannot be reached ({type(error).__name__})",
                "Let this machine reach *.googleapis.com on port 443 (a firewall or a proxy?).",
            )
            return
        yield fine("reachability", f"{server} answers")
        yield self._clock(answer.headers.get("Date"))

    def _clock(self, said: str | None) -> Check:
        if said is None:
            return not_tried("clock", "the server tells no time")
        skew = abs(self.now() - parsedate_to_datetime(said))
        seconds = int(skew.total_seconds())
        if skew > LARGEST_SKEW:
            return problem(
                "clock",
                f"this machine is {seconds} seconds off",
                "Switch time synchronisation on (timedatectl set-ntp true).",
            )
        return fine("clock", "right to the minute")

    def _identity(self) -> Iterator[Check]:
        try:
            gateway = self._gateway()
            email = gateway.about()["user"]["emailAddress"]
        except GoogleError as error:
            yield from _refused(error)
            return
        yield fine("credentials", f"signed in as {email}")
        charged = self.account.quota_project
        if charged is None:
            yield not_tried("quota project", "none is set: the credentials' own is counted on")
        else:
            yield fine("quota project", f"requests are counted on {charged}")
        asked = ", ".join(one.rpartition("/")[2] for one in self.account.scopes)
        yield fine("scope", f"{asked} is granted")

    def _sheets(self) -> Iterator[Check]:
        """A spreadsheet that is not there: the API says so if it is switched on."""
        try:
            self._gateway().read("tracksheet-doctor", "spreadsheetId")
        except GoogleError as error:
            if error.code in {403, 404} and "disabled" not in error.reason:
                yield fine("Sheets API", "is switched on")
                return
            yield problem(
                "Sheets API",
                error.reason,
                "Switch the Google Sheets API on in the project: APIs & Services, Library.",
            )

    def _drive(self) -> Iterator[Check]:
        name = "shared drive"
        gateway = self._gateway()
        try:
            drive_id = self.drive_of(gateway)
            if drive_id == MY_DRIVE:
                yield self._my_drive()
                return
            gateway.start_page_token(drive_id)
        except GoogleError as error:
            yield problem(
                name,
                error.reason,
                "Check TRACKSHEET_SHARED_DRIVE_ID (or the name), and make the account a content "
                "manager there. If it is one already, set TRACKSHEET_GOOGLE_SCOPE=drive.",
            )
            return
        yield self._role(gateway, drive_id)

    def _my_drive(self) -> Check:
        if not self.account.is_person:
            return problem(
                "shared drive",
                "none is set, and a service account owns no files",
                "Set TRACKSHEET_SHARED_DRIVE_ID, or a mailbox.",
            )
        return fine("shared drive", f"none is needed: {self.account.email} owns the trackers")

    def _role(self, gateway: Gateway, drive_id: str) -> Check:
        """What the account may do in the drive; only the scope `drive` shows it."""
        try:
            may = gateway.drive(drive_id)
        except GoogleError as error:
            if "insufficient" in error.reason:
                return fine(
                    "shared drive",
                    "the account is a member; its role shows when the first tracker is made",
                )
            return problem("shared drive", error.reason, "Try again.")
        can = may.get("capabilities", {})
        if not (can.get("canAddChildren") and can.get("canTrashChildren")):
            return problem(
                "shared drive",
                f"in {may['name']!r} the account may not manage content",
                "Make it a Content manager: in Drive, Manage members.",
            )
        return fine("shared drive", f"content manager of {may['name']!r}")

    def _gateway(self) -> Gateway:
        return Gateway(open_client(self.account, label="doctor", sleep=lambda _: None))


def _refused(error: GoogleError) -> Iterator[Check]:
    """A token that nobody gives, a project that may not be charged, a scope that is not enough."""
    told = " ".join((error.reason, *error.problems))
    if "project" in error.reason and error.code == 403:
        yield problem(
            "quota project",
            error.reason,
            "Give the account the role Service Usage Consumer there, switch the APIs on, or unset "
            "TRACKSHEET_GOOGLE_QUOTA_PROJECT.",
        )
    elif "insufficient" in error.reason:
        yield fine("credentials", "a token is given")
        yield problem(
            "scope",
            error.reason,
            "The identity of this machine leaves Drive out; use sign-in by impersonation.",
        )
    else:
        yield problem("credentials", told, "See docs/howto/google-setup.md.")
