"""What the digests of rows save is work and nothing else: without them the store is the same."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from sync.store import schema
from sync.store.comparison import natural_state
from tests.acceptance.phases import Job
from tests.small_installation import Opened, opened

pytestmark = pytest.mark.slow


def forget(school: Opened) -> None:
    """Say that all rows held what one of them does: no digest spares a row its way to the end."""
    versions = schema.row_version
    with school.installation.store.writing() as tx:
        other = tx.scalar(select(func.min(versions.c.sha256)))
        assert other is not None
        tx.execute(update(versions).where(versions.c.to_seq.is_(None)).values(sha256=other))


def current_rows(state: dict[str, list[dict[str, Any]]]) -> list[tuple[Any, ...]]:
    """What each row says by now, whenever it began to."""
    return [
        (row["tracker_public_id"], row["tab"], row["row_key"], row["position"], row["zbytes"])
        for row in state["row_version"]
        if not row["is_over"]
    ]


def synced(job: Job, folder: Path, *, with_digests: bool) -> tuple[int, dict[str, Any]]:
    """Three syncs of all trackers, the first of them over changed cells: versions added, state."""
    with opened(job.folder("next sync", folder)) as school:
        before = len(natural_state(school.installation.store)["row_version"])
        for _ in range(3):
            if not with_digests:
                forget(school)
            school.run("sync", full=True)
        state = natural_state(school.installation.store)
    return len(state["row_version"]) - before, state


def test_digests_switched_off_give_the_same_store(job: Job, tmp_path: Path) -> None:
    added, state = synced(job, tmp_path / "on", with_digests=True)
    added_without, without = synced(job, tmp_path / "off", with_digests=False)
    rows = current_rows(state)
    assert added < len(rows) < added_without, "without digests every row is stored again"
    assert current_rows(without) == rows
    others = state.keys() - {"row_version"}
    assert {"entry_version", "cell_issue", "held_state"} < others
    assert {name: without[name] for name in others} == {name: state[name] for name in others}
