"""Who we are to Google: one value for every way to sign in, and the people it may act as."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import requests
from google.auth.compute_engine import _metadata
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request
from requests.adapters import BaseAdapter

from sheet_templates.sentences import sentence
from sync.errors import GoogleError
from sync.google.redirect import Redirect
from sync.google.sign_in import DRIVE, Attached, Consented, KeyFile, SignIn

_TOKEN_HOSTS = (
    "https://oauth2.googleapis.com",
    "https://sts.googleapis.com",
    "https://iamcredentials.googleapis.com",
    "http://metadata.google.internal",
    "http://169.254.169.254",
)


@dataclass(frozen=True, kw_only=True)
class GoogleAccount:
    """How the service signs in, and which server it is for.

    `mailbox` is the person that a service account acts as by domain-wide delegation: that
    mailbox then owns the files. `scopes` are all that is asked for. `quota_project` is the Cloud
    project that requests are counted on, None for the credentials' own. `base_url` is None for
    Google itself, else the address of a local server that speaks the same; tokens come from there
    too. `transport` replaces the socket in tests.

    Nothing secret is kept in the value itself, so its text can be logged.
    """

    sign_in: SignIn
    mailbox: str | None = None
    scopes: tuple[str, ...] = (DRIVE,)
    quota_project: str | None = None
    base_url: str | None = None
    transport: BaseAdapter | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of_key(cls, path: Path, base_url: str | None = None) -> Self:
        """A service account by its key file."""
        return cls(sign_in=KeyFile(path=path), base_url=base_url)

    @property
    def email(self) -> str:
        """The address that edits for the service: it must be in every editors list."""
        return self.mailbox or self._own_email

    @property
    def is_person(self) -> bool:
        """Whether the service edits as a person, so that its edits look like theirs."""
        return self.mailbox is not None or isinstance(self.sign_in, Consented)

    def credentials(self, subject: str | None = None) -> Any:
        """google-auth's credentials, for `subject` in place of the account or its mailbox."""
        made = self._made(subject or self.mailbox)
        if self.quota_project is not None:
            made = made.with_quota_project(self.quota_project)
        if self.base_url is not None:
            _look_nothing_up(made)
        return made

    def with_transport(self, transport: BaseAdapter | None) -> "GoogleAccount":
        """The same account over another transport."""
        return self if transport is None else replace(self, transport=transport)

    def token_session(self) -> requests.Session:
        """The session that tokens are fetched with."""
        session = requests.Session()
        if self.base_url is not None:
            session.trust_env = False  # a proxy knows nothing of this machine's loopback
            if self.transport is not None:
                session.mount("http://", self.transport)
            for host in _TOKEN_HOSTS:
                onward = self.transport or session.get_adapter(self.base_url)
                session.mount(host, Redirect(self.base_url, onward))
        return session

    def _made(self, subject: str | None) -> Any:
        if isinstance(self.sign_in, KeyFile):
            return self._of_key.with_subject(subject)
        return self.sign_in.credentials(self.scopes, subject)

    @cached_property
    def _of_key(self) -> Any:
        """Made once: checking a key takes 50 ms, and a morning has many people."""
        return self.sign_in.credentials(self.scopes, None)

    @cached_property
    def _own_email(self) -> str:
        if not isinstance(self.sign_in, Attached):
            return self.sign_in.email()
        ask: Any = _metadata.get_service_account_info
        try:
            return str(ask(Request(session=self.token_session()))["email"])
        except (GoogleAuthError, KeyError, TypeError) as error:
            raise GoogleError(
                sentence(
                    "The metadata server names no service account: this machine is none "
                    "of Google Cloud's, or has no identity attached. Attach a service "
                    "account to it, or choose another TRACKSHEET_GOOGLE_SIGN_IN."
                ),
                [str(error)],
            ) from error


def _look_nothing_up(credentials: Any) -> None:
    """Keep google-auth (2.50 and later) from asking Google for regional access boundaries.

    It does so in the background for every kind of service account; a local server must not cause
    traffic to the outside.
    """
    credentials._is_regional_access_boundary_lookup_required = lambda: False  # noqa: SLF001
