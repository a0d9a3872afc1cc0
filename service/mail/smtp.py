"""SMTP step by step, so that after any failure it is known whether the letter was taken.

The standard library sends a letter in one call, whose errors do not tell a connection that ended
before the letter from one that ended after it. That difference decides whether sending it again
could make two of it.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP as ON_THE_WIRE

from service.mail.handing_over import Fate, HandingOver
from service.mail_settings import MailSettings, Security

TIMEOUT = 30.0  # seconds for each answer of the mail server
_START, _LINE_DOT = 354, re.compile(rb"(?m)^\.")
_TROUBLE = (OSError, smtplib.SMTPException)


class SmtpMailer:
    """Hands letters to a mail server over one connection, which is made again when it is lost."""

    def __init__(self, settings: MailSettings, context: ssl.SSLContext | None = None) -> None:
        """`context` says which certificates are trusted; by default those of the system."""
        self._settings = settings
        self._context = context or ssl.create_default_context()
        self._connection: smtplib.SMTP | None = None

    def hand_over(self, letter: EmailMessage) -> HandingOver:
        """Offer the letter to its one recipient."""
        try:
            connection = self._connected()
            refused = self._envelope(connection, str(letter["To"]))
        except _TROUBLE as error:
            self.close()
            return HandingOver(fate=Fate.NOT_TAKEN, said=_in_words(error))
        if refused is not None:
            return refused
        try:
            return self._content(connection, letter)
        except _TROUBLE as error:
            self.close()
            return HandingOver(fate=Fate.UNSURE, said=_in_words(error))

    def close(self) -> None:
        """Say goodbye, as far as somebody still listens."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except _TROUBLE:
                connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        told = self._settings
        if told.security is Security.TLS:
            made: smtplib.SMTP = smtplib.SMTP_SSL(
                told.host, told.port, timeout=TIMEOUT, context=self._context
            )
        else:
            made = smtplib.SMTP(told.host, told.port, timeout=TIMEOUT)
        try:
            if told.security is Security.STARTTLS:
                made.starttls(context=self._context)
            made.ehlo_or_helo_if_needed()
            if told.user and told.password:
                made.login(told.user, told.password)
        except BaseException:
            made.close()
            raise
        return made

    def _envelope(self, connection: smtplib.SMTP, recipient: str) -> HandingOver | None:
        """Sender, recipient and the word to begin; what the server said where it would not."""
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            lambda: connection.mail(self._settings.sender),
            lambda: connection.rcpt(recipient),
            lambda: connection.docmd("DATA"),
        )
        for step in steps:
            code, said = step()
            if code >= 400:
                connection.rset()
                return _answer(code, said)
        return None

    def _content(self, connection: smtplib.SMTP, letter: EmailMessage) -> HandingOver:
        content = letter.as_bytes(policy=ON_THE_WIRE.clone(cte_type="7bit"))
        connection.send(_LINE_DOT.sub(b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
        return _answer(*connection.getreply())


def _answer(code: int, said: bytes) -> HandingOver:
    """What a server's last word means (RFC 5321, 4.2.1): 4xx not now, 5xx never."""
    words = f"{code} {said.decode('utf-8', 'replace')}"
    if code < 400:
        return HandingOver(fate=Fate.TAKEN, said=words)
    return HandingOver(fate=Fate.NOT_TAKEN if code < 500 else Fate.REFUSED, said=words)


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
