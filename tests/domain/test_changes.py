"""What Drive's list means: read, pass over, or name what stands in the way."""

from dataclasses import replace

import pytest

from sync.domain.changes import FileNews, LastRead, sort_out
from sync.domain.obstacles import Obstacle, obstacle_message

DRIVE = "drive-1"
FILE = FileNews(file_id="f", version=7, drive_id=DRIVE)


def verdict(news: FileNews, last: LastRead | None) -> tuple[str, object]:
    found = sort_out([news], {} if last is None else {"f": last}, DRIVE)
    if "f" in found.to_read:
        return "read", found.to_read["f"]
    if "f" in found.obstacles:
        return "obstacle", found.obstacles["f"]
    return ("as read", None) if "f" in found.as_read else ("not ours", None)


@pytest.mark.parametrize(
    ("news", "last", "expected"),
    [
        (FILE, None, ("not ours", None)),
        (FILE, LastRead(), ("read", 7)),
        (FILE, LastRead(version=6), ("read", 7)),
        (FILE, LastRead(version=7), ("as read", None)),
        (FILE, LastRead(version=8), ("as read", None)),
        (replace(FILE, version=None), LastRead(version=7), ("read", None)),
        # The service wrote last: passed over only where the state after it is stored.
        (replace(FILE, is_own_edit=True), LastRead(version=6), ("read", 7)),
        (
            replace(FILE, is_own_edit=True),
            LastRead(version=6, has_own_reply=True),
            ("as read", None),
        ),
        # A person edited after the service: the reply that is stored does not hold that.
        (FILE, LastRead(version=6, has_own_reply=True), ("read", 7)),
        (replace(FILE, is_gone=True), LastRead(), ("obstacle", Obstacle.GONE)),
        (replace(FILE, is_trashed=True), LastRead(version=9), ("obstacle", Obstacle.TRASHED)),
        (replace(FILE, drive_id=None), LastRead(), ("obstacle", Obstacle.MOVED)),
        (
            replace(FILE, mime_type="application/vnd.ms-excel"),
            LastRead(),
            ("obstacle", Obstacle.NOT_A_SPREADSHEET),
        ),
    ],
)
def test_what_a_listed_file_means(
    news: FileNews, last: LastRead | None, expected: tuple[str, object]
) -> None:
    assert verdict(news, last) == expected


def test_in_a_persons_own_drive_nothing_counts_as_the_services_edit() -> None:
    news = replace(FILE, drive_id=None, is_own_edit=True)
    found = sort_out([news], {"f": LastRead(version=6, has_own_reply=True)}, None)
    assert found.to_read == {"f": 7}
    assert found.obstacles == {}


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_obstacle_names_the_tracker_the_remedy_and_what_becomes_of_the_entries(
    obstacle: Obstacle,
) -> None:
    said = obstacle_message("s-7.2026.02", obstacle)
    assert said.startswith("s-7.2026.02: ")
    assert said.endswith(". Until then its entries stay as they were.")
    assert any(verb in said for verb in ("Put", "Make", "Move", "move", "Delete", "Look"))
