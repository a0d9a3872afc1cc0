"""Real mail servers on loopback, and what they do to letters."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from service.mail_settings import MailSettings, Security

SENDER = "Tracksheet <tracksheet@school.example>"


@dataclass(slots=True)
class Handler:
    """Takes letters; `to_recipient` and `to_content` answer otherwise, "cut" hangs up instead."""

    letters: list[EmailMessage] = field(default_factory=list)
    offered: int = 0
    to_recipient: str = ""
    to_content: str = ""
    unknown: frozenset[str] = frozenset()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del session, options
        self.offered += 1
        if self.to_recipient == "cut":
            _hang_up(server)
        if address in self.unknown:
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return self.to_recipient or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del session
        if self.to_content == "cut":
            _hang_up(server)
        if not self.to_content:
            content = cast("bytes", envelope.original_content)
            self.letters.append(message_from_bytes(content, policy=default))
        return self.to_content or "250 Kept"


def _hang_up(server: SMTP) -> None:
    transport: Any = server.transport
    transport.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A running server, what it was given, and the settings that lead to it."""

    handler: Handler
    settings: MailSettings


@contextmanager
def serving(**controls: Any) -> Iterator[MailServer]:
    """A mail server on a free port, without encryption unless the controls say otherwise."""
    handler = Handler()
    port = _free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **controls)
    controller.start()
    try:
        settings = MailSettings(host="127.0.0.1", port=port, security=Security.NONE, sender=SENDER)
        yield MailServer(handler=handler, settings=settings)
    finally:
        controller.stop()


def _free_port() -> int:
    """A port for the controller, which connects to itself and so cannot take any."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def knows(user: bytes, password: bytes) -> Any:
    """An authenticator that lets one user in."""

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: Any) -> Any:
        is_right = (said.login, said.password) == (user, password)
        return AuthResult(success=is_right, handled=is_right)

    return check


def server_context(certificate: str, key: str) -> ssl.SSLContext:
    """TLS of a server with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
