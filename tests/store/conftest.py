from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.store.engine import Store, memory_store, open_store


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, once in memory and once as a file: both must behave alike."""
    opened = memory_store() if request.param == "memory" else open_store(tmp_path / "store.sqlite3")
    yield opened
    opened.close()
