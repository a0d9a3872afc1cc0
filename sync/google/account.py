"""Who we are to Google: a service account's key, and the people it may act as."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from google.auth.exceptions import MalformedError
from google.oauth2 import service_account

from sync.errors import GoogleError

# Least privilege would be drive.file alone; `spreadsheets` lets a school adopt a file it made.
SCOPES = (
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/spreadsheets",
)


class _LocalCredentials(service_account.Credentials):
    """Credentials that ask nobody but the token endpoint in the key.

    google-auth 2.50 and later look up regional access boundaries at Google in the background for
    any key of a service account; a local server must not cause traffic to the outside.
    """

    def _is_regional_access_boundary_lookup_required(self) -> bool:
        return False


@dataclass(frozen=True, kw_only=True)
class GoogleAccount:
    """A service account's key file and the server it is for.

    `base_url` is None for Google itself, else the address of a local server that speaks the same.
    The key is read once: checking it takes 50 ms, and a morning has many people.
    """

    key_file: Path
    base_url: str | None = None

    @property
    def email(self) -> str:
        """The account's e-mail address: the identity that must be in every editors list."""
        return str(self._key["client_email"])

    def credentials(self, subject: str | None = None) -> service_account.Credentials:
        """Credentials for the account itself, or for a person it may act as (`subject`)."""
        made: service_account.Credentials = self._own.with_subject(subject)  # type: ignore[no-untyped-call]
        return made

    @cached_property
    def _own(self) -> service_account.Credentials:
        kind = _LocalCredentials if self.base_url else service_account.Credentials
        try:
            made: service_account.Credentials = kind.from_service_account_info(  # type: ignore[no-untyped-call]
                self._key, scopes=SCOPES
            )
        except (ValueError, MalformedError) as error:
            raise GoogleError(f"{self.key_file} is not a service account's key: {error}") from error
        return made

    @cached_property
    def _key(self) -> dict[str, str]:
        try:
            key: dict[str, str] = json.loads(self.key_file.read_text(encoding="utf-8"))
        except OSError as error:
            raise GoogleError(
                f"The service account's key {self.key_file} cannot be read: {error.strerror}."
            ) from error
        except ValueError as error:
            raise GoogleError(f"{self.key_file} is not a service account's key: {error}") from error
        if not isinstance(key, dict) or "client_email" not in key:
            raise GoogleError(
                f"{self.key_file} is not a service account's key: it names no client_email. "
                "Download a new key (JSON) of the service account."
            )
        return key
