"""Ids that we may choose: hashes of (tracker, what it is), so that a blind replay doubles nothing.

Google refuses an id that is taken, so a request that was applied although its answer was lost
fails cleanly when it is sent again.
"""

import base64
import hashlib
from functools import lru_cache

ROW_KEY_LENGTH = 10  # 3 + 10 characters of metadata a row: about 2,300 rows fit a tab's 30,000


def stable_id(tracker_id: str, *path: str) -> int:
    """A positive int31 (sheetId, protectedRangeId, metadataId) for a part of a tracker."""
    digest = hashlib.sha256("\0".join((tracker_id, *path)).encode()).digest()
    return int.from_bytes(digest[:4], "big") & 0x7FFFFFFF or 1


@lru_cache(maxsize=1 << 16)  # a page needs those of a whole school, over and over
def row_key(tracker_id: str, *path: str) -> str:
    """The key of a row: 10 characters of base32, the same whenever it is minted."""
    digest = hashlib.sha256("\0".join((tracker_id, "row", *path)).encode()).digest()
    return base64.b32encode(digest[:10])[:ROW_KEY_LENGTH].decode().lower()


def tracker_id(school: str, year_starts: int, grade: str) -> str:
    """The public id of a team tracker: school sourcedId, year it starts, grade."""
    return f"{school}.{year_starts}.{grade}"
