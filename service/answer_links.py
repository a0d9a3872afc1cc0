"""Links in letters with which a person answers: signed, for one person and one duty, not for long.

What a link says is its kind, the person and the window; no child stands in it. It opens a page
only to that person, who signs in as ever: being signed, it cannot be made up or turned to another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from itsdangerous import BadSignature, URLSafeSerializer

from sheet_templates.errors import TracksheetError
from sheet_templates.sentences import sentence

LIFETIME = timedelta(days=14)
"""How long a link can be used after its letter was written."""
_SALT = "an answer to a letter"


class Answer(Enum):
    """What somebody answers; the value is its short form in the link."""

    TYPED = "typed"
    EXCUSED = "excused"
    MOVED = "moved"
    NOT_MINE = "not-mine"


class LinkError(TracksheetError):
    """A link that cannot be used: altered, cut off in a mail program, or too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a link stands for: the person who answers, of which window (None: notes), and how."""

    person: str
    window: str | None
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLinks:
    """Makes and reads links; `now` is the real time, `pages_url` has no slash at its end."""

    secret: bytes
    pages_url: str
    now: Callable[[], datetime]

    def link(self, asked: Asked) -> str:
        """The address at which the person answers."""
        return f"{self.pages_url}/answer/{self.token(asked)}"

    def token(self, asked: Asked) -> str:
        """The signed part of the address."""
        expires = int((self.now() + LIFETIME).timestamp())
        said = [asked.answer.value, asked.person, asked.window, expires]
        text = self._signer.dumps(said)
        return text if isinstance(text, str) else text.decode("ascii")

    def read(self, token: str) -> Asked:
        """What the link stands for; LinkError where it can be used no more, or never could."""
        try:
            answer, person, window, expires = self._signer.loads(token)
        except BadSignature as error:
            raise LinkError(
                sentence(
                    "This link is not complete, so nothing was done. Open it from the letter "
                    "itself, or go to your duties."
                )
            ) from error
        if self.now() >= datetime.fromtimestamp(expires, UTC):
            raise LinkError(
                sentence(
                    "Links in letters work for %(days)s days, and this one is older; nothing was "
                    "done. Your duties show what is left today.",
                    days=LIFETIME.days,
                )
            )
        return Asked(person=person, window=window, answer=Answer(answer))

    @property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=_SALT)
