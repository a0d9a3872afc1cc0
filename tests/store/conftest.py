import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.store.engine import Store, memory_store, open_store


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store in which nothing is: copying it is cheaper than making its tables."""
    path = tmp_path_factory.mktemp("empty") / "store.sqlite3"
    open_store(path).close()
    return path


@pytest.fixture(params=["memory", "file", pytest.param("postgresql", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, empty_store: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store, in memory, as a file, and on PostgreSQL: all must behave alike."""
    if request.param == "memory":
        opened = memory_store()
    elif request.param == "file":
        opened = open_store(Path(shutil.copy(empty_store, tmp_path / "store.sqlite3")))
    else:
        opened = open_store(request.getfixturevalue("store_url"))
    yield opened
    opened.close()
