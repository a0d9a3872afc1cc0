"""The ways to sign in to Google, each made into credentials by google-auth.

Keys that are files are forbidden by default in Google organisations made since May 2024, so there
is a way without one for whoever runs on Google Cloud (attached identity, impersonation) or next
to another cloud or CI (workload identity federation). A person's own consent is the way of a
school without an administrator of Google Cloud.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from google.auth import aws, identity_pool, impersonated_credentials, pluggable
from google.auth.compute_engine import Credentials as InstanceCredentials
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import credentials as person_credentials
from google.oauth2 import service_account

from sheet_templates.sentences import Sentence, sentence
from sync.errors import GoogleError

DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
DRIVE = "https://www.googleapis.com/auth/drive"
SCOPES = {"drive.file": DRIVE_FILE, "drive": DRIVE}
"""By the names that people use; `drive.file` opens only what the service has made itself."""
_CLOUD = "https://www.googleapis.com/auth/cloud-platform"
_UNIVERSE = "googleapis.com"  # named, or google-auth asks the metadata server by a way of its own

Scopes = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A service account's key in a file (JSON)."""

    path: Path

    def credentials(self, scopes: Scopes, subject: str | None) -> Any:
        """The account's own credentials, or those of the person it acts as."""
        return _key_credentials(_key(self.path), self.path, scopes, subject)

    def email(self) -> str:
        """The account's address."""
        return str(_key(self.path)["client_email"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The identity of the Google Cloud machine that the program runs on; no secret at all."""

    def credentials(self, scopes: Scopes, subject: str | None) -> Any:
        """The machine's credentials; it acts as nobody else."""
        if subject is not None:
            raise GoogleError(
                sentence(
                    "The attached identity cannot act as a person. Set "
                    "TRACKSHEET_GOOGLE_SIGN_IN to impersonation and "
                    "TRACKSHEET_GOOGLE_ACCOUNT to the service account's address."
                )
            )
        made: Any = InstanceCredentials
        return made(scopes=list(scopes), universe_domain=_UNIVERSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Impersonated:
    """A service account that the attached identity may act as (Token Creator); no secret."""

    account: str

    def credentials(self, scopes: Scopes, subject: str | None) -> Any:
        """The account's credentials, got with those of the machine."""
        source = Attached().credentials((_CLOUD,), None)
        return _acting_as(source, self.account, scopes, subject)

    def email(self) -> str:
        """The account's address."""
        return self.account


@dataclass(frozen=True, slots=True, kw_only=True)
class Federated:
    """A workload outside of Google Cloud, by a file of type external_account; no secret in it."""

    path: Path

    def credentials(self, scopes: Scopes, subject: str | None) -> Any:
        """The credentials of the service account that the file names."""
        info = _external_account(self.path)
        account, url = _impersonated_account(info, self.path), "service_account_impersonation_url"
        bare = {name: value for name, value in info.items() if name != url}
        return _acting_as(_external(bare, self.path), account, scopes, subject)

    def email(self) -> str:
        """The address of the service account that the file names."""
        return _impersonated_account(_external_account(self.path), self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """What a person has consented to, kept by `tracksheet google connect`."""

    path: Path

    def credentials(self, scopes: Scopes, subject: str | None) -> Any:
        """The person's credentials."""
        if subject is not None and subject.lower() != self.email().lower():
            raise GoogleError(
                sentence(
                    "%(email)s has consented, and that opens nothing of %(subject)s.",
                    email=self.email(),
                    subject=subject,
                )
            )
        held = _consent(self.path)
        made: Any = person_credentials.Credentials
        return made.from_authorized_user_info(held, scopes=list(scopes))

    def email(self) -> str:
        """The person's address."""
        return str(_consent(self.path)["account"])


SignIn = KeyFile | Attached | Impersonated | Federated | Consented


def _key(path: Path) -> dict[str, Any]:
    key = _json(path, sentence("a service account's key"))
    if "client_email" not in key:
        raise GoogleError(
            sentence(
                "%(path)s is not a service account's key: it names no client_email. "
                "Download a new key (JSON) of the service account.",
                path=str(path),
            )
        )
    return key


def _key_credentials(key: dict[str, Any], path: Path, scopes: Scopes, subject: str | None) -> Any:
    try:
        own = _account_of(json.dumps(key, sort_keys=True)).with_scopes(list(scopes))
    except (ValueError, GoogleAuthError) as error:
        raise GoogleError(
            sentence(
                "%(path)s is not a service account's key: %(error)s",
                path=str(path),
                error=str(error),
            )
        ) from error
    return own.with_subject(subject) if subject else own


@lru_cache(maxsize=4)
def _account_of(key: str) -> Any:
    """The account of a key (JSON): reading one checks its primes, which takes a tenth of a second.

    Nothing of it changes: scopes and subjects are given to copies.
    """
    made: Any = service_account.Credentials
    return made.from_service_account_info(json.loads(key))


def _acting_as(source: Any, account: str, scopes: Scopes, subject: str | None) -> Any:
    made: Any = impersonated_credentials.Credentials
    return made(
        source_credentials=source,
        target_principal=account,
        target_scopes=list(scopes),
        subject=subject,
    )


def _external_account(path: Path) -> dict[str, Any]:
    info = _json(path, sentence("a workload identity federation file"))
    if info.get("type") != "external_account":
        raise GoogleError(
            sentence(
                "%(path)s is not a workload identity federation file: its type is "
                "not external_account. Make it with `gcloud iam "
                "workload-identity-pools create-cred-config`.",
                path=str(path),
            )
        )
    return info


def _external(info: dict[str, Any], path: Path) -> Any:
    """Which of google-auth's three kinds the file is, as google-auth itself tells them apart."""
    source = info.get("credential_source") or {}
    made: Any = identity_pool.Credentials
    if info.get("subject_token_type", "").endswith("aws4_request"):
        made = aws.Credentials
    elif "executable" in source:
        made = pluggable.Credentials
    try:
        return made.from_info(info, scopes=[_CLOUD])
    except (ValueError, TypeError, GoogleAuthError) as error:
        raise GoogleError(
            sentence(
                "%(path)s cannot be used for federation: %(error)s",
                path=str(path),
                error=str(error),
            )
        ) from error


def _impersonated_account(info: dict[str, Any], path: Path) -> str:
    url = str(info.get("service_account_impersonation_url", ""))
    _, sign, last = url.partition("/serviceAccounts/")
    if not sign or not last.endswith(":generateAccessToken"):
        raise GoogleError(
            sentence(
                "%(path)s names no service account. Make it again with "
                "--service-account: Drive shares with an address, and a workload "
                "has none.",
                path=str(path),
            )
        )
    return last.removesuffix(":generateAccessToken")


def _consent(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise GoogleError(
            sentence(
                "Nobody has consented yet: run `tracksheet google connect` and sign "
                "in as the person who is to own the trackers."
            )
        )
    held = _json(path, sentence("a kept consent"))
    needed = ("account", "client_id", "client_secret", "refresh_token")
    if not all(isinstance(held.get(name), str) for name in needed):
        raise GoogleError(
            sentence("%(path)s is damaged. Run `tracksheet google connect` again.", path=str(path))
        )
    return held


def _json(path: Path, what: Sentence) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GoogleError(
            sentence(
                "%(path)s (%(what)s) cannot be read: %(error)s.",
                path=str(path),
                what=what,
                error=str(error.strerror),
            )
        ) from error
    except ValueError as error:
        raise GoogleError(
            sentence(
                "%(path)s is not %(what)s: %(error)s",
                path=str(path),
                what=what,
                error=_without_content(error),
            )
        ) from error
    if not isinstance(content, dict):
        raise GoogleError(
            sentence("%(path)s is not %(what)s: it is no JSON object.", path=str(path), what=what)
        )
    return content


def _without_content(error: ValueError) -> str:
    """What is wrong with a file, without quoting what may be a secret."""
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
