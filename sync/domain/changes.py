"""What Drive's list of changes means for the trackers: read it, leave it, or say what is wrong.

Drive lists a file once, as it is now, with a version that grows with every change. A tracker
whose stored read was of that version or a later one has nothing new. One whose last editor was
the service itself has nothing new either, if the state after its own write is stored as a read:
any later edit of a person would have made that person the last editor. Everything else is read;
to read once too often does no harm.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.domain.obstacles import Obstacle

SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNews:
    """A file as Drive describes it now; `is_own_edit` says that the service edited it last.

    `version` is None where Drive did not say; `is_gone` where we cannot see the file any more.
    """

    file_id: str
    version: int | None = None
    is_gone: bool = False
    is_trashed: bool = False
    is_own_edit: bool = False
    mime_type: str = SPREADSHEET_TYPE
    drive_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRead:
    """What is known of a tracker's file: the version of the stored read, None before the first.

    `has_own_reply`: the state after the service's latest write is stored as a read.
    """

    version: int | None = None
    has_own_reply: bool = False


@dataclass(slots=True, kw_only=True)
class Verdict:
    """By file id: what to read (with its version), what stands in the way, what is passed over."""

    to_read: dict[str, int | None] = field(default_factory=dict)
    obstacles: dict[str, Obstacle] = field(default_factory=dict)
    as_read: set[str] = field(default_factory=set)


def sort_out(
    news: Iterable[FileNews], known: Mapping[str, LastRead], drive_id: str | None
) -> Verdict:
    """What to do about each file that is a tracker; other files are none of our business.

    `drive_id` is None where the trackers lie in a person's own Drive: then the service's edits
    are that person's too, and none of them is passed over.
    """
    verdict = Verdict()
    for one in news:
        last = known.get(one.file_id)
        if last is None:
            continue
        obstacle = obstacle_in(one, drive_id)
        if obstacle is not None:
            verdict.obstacles[one.file_id] = obstacle
        elif _is_known(one, last, in_shared_drive=drive_id is not None):
            verdict.as_read.add(one.file_id)
        else:
            verdict.to_read[one.file_id] = one.version
    return verdict


def obstacle_in(news: FileNews, drive_id: str | None) -> Obstacle | None:
    """What stands in the way of reading the file, as far as Drive says it."""
    if news.is_gone:
        return Obstacle.GONE
    if news.is_trashed:
        return Obstacle.TRASHED
    if news.mime_type != SPREADSHEET_TYPE:
        return Obstacle.NOT_A_SPREADSHEET
    if drive_id is not None and news.drive_id != drive_id:
        return Obstacle.MOVED
    return None


def _is_known(news: FileNews, last: LastRead, *, in_shared_drive: bool) -> bool:
    if last.version is not None and news.version is not None and news.version <= last.version:
        return True
    return in_shared_drive and news.is_own_edit and last.has_own_reply
