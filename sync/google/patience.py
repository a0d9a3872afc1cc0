"""How long to wait before asking Google again: truncated exponential backoff, to a deadline.

Google's advice for its usage limits. The waits of all tries add up to more than a minute, in which
every quota is refilled.
"""

import random
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from requests import Response

MOST_TRIES = 7
LONGEST_WAIT = 64.0  # seconds
DEADLINE = 300.0  # seconds since the first try; what takes longer is for the next run


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often, and for how many seconds in all, one request is tried."""

    most_tries: int = MOST_TRIES
    deadline: float = DEADLINE

    def wait_before(self, attempt: int, spent: float, hint: float = 0.0) -> float | None:
        """Seconds to wait before try number `attempt` (from 1); None when it is to be given up.

        `spent` are the seconds since the first try, `hint` what Google said to wait.
        """
        wait = max(hint, min(2.0 ** (attempt - 1) + random.random(), LONGEST_WAIT))  # noqa: S311
        if attempt >= self.most_tries or spent + wait > self.deadline:
            return None
        return wait


def told_to_wait(answer: Response | None) -> float:
    """The seconds that an answer asks to wait; 0 when it says nothing.

    Retry-After, or the end of the quota's window of a minute, whose start newer answers name; it
    is compared with the answer's own date, so no clock of ours matters.
    """
    if answer is None:
        return 0.0
    after = answer.headers.get("Retry-After", "")
    if after.isascii() and after.isdigit():
        return float(after)
    try:
        sent = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        starts = [
            float(detail["metadata"]["window_start_time"])
            for detail in answer.json()["error"]["details"]
            if "window_start_time" in detail.get("metadata", {})
        ]
    except (ValueError, KeyError, TypeError):
        return 0.0
    return min(max(0.0, max(starts) + 60 - sent), LONGEST_WAIT) if starts else 0.0
