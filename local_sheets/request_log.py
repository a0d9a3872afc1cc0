"""What was asked of the server: every request by API, person and the client's own label."""

from collections import Counter, deque
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import islice
from threading import Lock
from typing import Any

#: A client may say in this header what a request belongs to, e.g. a phase of a job.
LABEL_HEADER = "x-local-label"
_KEPT = 100_000


class Api(StrEnum):
    """The budgets that Google counts separately."""

    SHEETS_READ = "sheets_read"
    SHEETS_WRITE = "sheets_write"
    DRIVE = "drive"
    TOKEN = "token"  # noqa: S105 - a name of an API, no password


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One request that was answered; status 0 means that the connection was dropped."""

    number: int
    at: str
    method: str
    path: str
    api: str
    person: str
    label: str
    status: int


class RequestLog:
    """The latest 100,000 entries, and counters over all of them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: deque[LogEntry] = deque(maxlen=_KEPT)
        self._counts: Counter[tuple[str, str, str, int]] = Counter()
        self._number = 0

    def add(
        self, *, at: str, call: tuple[str, str], api: Api, who: tuple[str, str], status: int
    ) -> None:
        """Note one answer: `call` is method and path, `who` is person and label."""
        with self._lock:
            self._number += 1
            self._entries.append(
                LogEntry(
                    number=self._number,
                    at=at,
                    method=call[0],
                    path=call[1],
                    api=api.value,
                    person=who[0],
                    label=who[1],
                    status=status,
                )
            )
            self._counts[who[1], api.value, who[0], status] += 1

    def report(self, after: int = 0) -> dict[str, Any]:
        """Counters by label, API, person and status, and the entries numbered above `after`."""
        with self._lock:
            counts = sorted(self._counts.items())
            oldest = self._entries[0].number if self._entries else 1
            entries = list(islice(self._entries, max(0, after - oldest + 1), None))
            last = self._number
        return {
            "counters": [
                {"label": label, "api": api, "person": person, "status": status, "count": count}
                for (label, api, person, status), count in counts
            ],
            "entries": [asdict(entry) for entry in entries],
            "last": last,
        }
