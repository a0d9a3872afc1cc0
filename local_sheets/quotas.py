"""Google's limits on how often Sheets is asked, counted in buckets that fill up every minute.

Google: Sheets API usage limits. Reads and writes have buckets of their own; a batch is one request.
A bucket belongs to a person (or to the `quotaUser` that a request names) or to the project, of
which there is one here. What is refused takes nothing out of a bucket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from local_sheets.answers import over_quota
from local_sheets.errors import GoogleError
from local_sheets.request_log import Api

WINDOW = timedelta(seconds=60)
PER_PERSON = 60
PER_PROJECT = 300
_COUNTED = (Api.SHEETS_READ, Api.SHEETS_WRITE)
_PROJECT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bucket:
    """How many requests a window has had since it began."""

    began: datetime
    taken: int


class Quotas:
    """The buckets of one server; `now` is its clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._buckets: dict[tuple[Api, str], _Bucket] = {}

    def take(self, api: Api, person: str) -> GoogleError | None:
        """Count a request; the 429 of the limit that it would pass, the person's before all."""
        if api not in _COUNTED:
            return None
        now = self._now()
        with self._lock:
            own, all_of = self._fresh(api, person, now), self._fresh(api, _PROJECT, now)
            if own.taken >= PER_PERSON:
                return over_quota(api, PER_PERSON, per_person=True)
            if all_of.taken >= PER_PROJECT:
                return over_quota(api, PER_PROJECT, per_person=False)
            for name, bucket in ((person, own), (_PROJECT, all_of)):
                taken = _Bucket(began=bucket.began, taken=bucket.taken + 1)
                self._buckets[api, name] = taken
        return None

    def _fresh(self, api: Api, name: str, now: datetime) -> _Bucket:
        found = self._buckets.get((api, name))
        if found is None or now - found.began >= WINDOW:
            return _Bucket(began=now, taken=0)
        return found
