"""How mail goes out: through a mail server, or not at all (then it can be read in the mailbox)."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum
from pathlib import Path

from service.door_settings import LOOPBACK


class Security(Enum):
    """How the way to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """A mail server; `sender` is the address that letters come from.

    The password is kept out of what is printed.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"MailSettings({self.host}:{self.port} as {self.sender})"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


def read_mail_settings(source: Mapping[str, str], problems: list[str]) -> MailSettings | None:
    """The mail server that the TRACKSHEET_SMTP_* variables name, None without one; adds problems.

    The password is read from a file: the environment of a process is seen too easily.
    """
    host = source.get("TRACKSHEET_SMTP_HOST")
    if not host:
        problems += [
            f"{name}: is of no use without TRACKSHEET_SMTP_HOST"
            for name in source
            if name.startswith("TRACKSHEET_SMTP_")
        ]
        return None
    known = len(problems)
    security = _security(source, host, problems)
    port = source.get("TRACKSHEET_SMTP_PORT", str(_PORTS[security]))
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        problems.append(f"TRACKSHEET_SMTP_PORT: {port!r} must be a number from 1 to 65535")
    sender = source.get("TRACKSHEET_SMTP_SENDER", "")
    if "@" not in parseaddr(sender)[1] or not sender.isascii():
        problems.append(
            f"TRACKSHEET_SMTP_SENDER: {sender!r} must be the address that letters come from, "
            "as tracksheet@school.example"
        )
    user, password = _login(source, problems)
    if len(problems) > known:
        return None
    return MailSettings(
        host=host,
        port=int(port),
        security=security,
        sender=sender,
        user=user,
        password=password,
    )


def _security(source: Mapping[str, str], host: str, problems: list[str]) -> Security:
    said = source.get("TRACKSHEET_SMTP_SECURITY", Security.STARTTLS.value)
    if said not in {one.value for one in Security}:
        problems.append(f"TRACKSHEET_SMTP_SECURITY: {said!r} must be starttls, tls or none")
        return Security.STARTTLS
    security = Security(said)
    if security is Security.NONE and host not in LOOPBACK:
        problems.append(
            "TRACKSHEET_SMTP_SECURITY: none is for a mail server on this machine only; "
            "names of children would travel open to everybody"
        )
    return security


def _login(source: Mapping[str, str], problems: list[str]) -> tuple[str | None, str | None]:
    user, file = source.get("TRACKSHEET_SMTP_USER"), source.get("TRACKSHEET_SMTP_PASSWORD_FILE")
    if bool(user) != bool(file):
        problems.append(
            "TRACKSHEET_SMTP_USER and TRACKSHEET_SMTP_PASSWORD_FILE belong together: set both, "
            "or neither"
        )
    if not (user and file):
        return None, None
    try:
        return user, Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        problems.append(f"TRACKSHEET_SMTP_PASSWORD_FILE: {file} cannot be read ({error})")
        return None, None
