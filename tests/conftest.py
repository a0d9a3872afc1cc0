"""What every test shares: a clean environment, no network but loopback, data from outside."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from scripts.postgresql_server import PostgresqlServer, postgresql_server
from sync.store.place import StoreUrl

EXTRA_DATA = "TRACKSHEET_EXTRA_DATA"
REAL_GOOGLE = "TRACKSHEET_TEST_GOOGLE"
POSTGRESQL = "TEST_DATABASE_URL"

# Before anything of ours is imported: a developer's own settings must not change a test.
for _name in [name for name in os.environ if name.startswith("TRACKSHEET_")]:
    if _name not in {EXTRA_DATA, REAL_GOOGLE}:
        del os.environ[_name]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave endurance tests out unless they are asked for by name, also beside another -m."""
    if "endurance" in config.getoption("markexpr"):
        return
    left_out = [item for item in items if item.get_closest_marker("endurance")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Keep what was collected out of every later search for garbage, and search less often.

    A fifth of the time of all tests went there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 10, 10)


def is_ci() -> bool:
    """Say whether this run decides for others: then nothing may be skipped for want of a tool."""
    return os.environ.get("CI") == "true"


# A busy machine is no finding: no example is failed for the time it takes. What decides for others
# looks at the same examples each time; a developer's runs go on searching.
settings.register_profile("tracksheet", deadline=None, print_blob=True, derandomize=is_ci())
settings.load_profile("tracksheet")


@pytest.fixture(scope="session")
def real_google() -> Path:
    """Give the file of settings that sign in to Google itself, for who has one.

    Its lines are NAME=value, as an installation's environment.
    """
    file = os.environ.get(REAL_GOOGLE)
    if not file:
        pytest.skip(f"{REAL_GOOGLE} is not set")
    return Path(file)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """Give a PostgreSQL server: the one that TEST_DATABASE_URL names, or one of our own.

    The role that it names must be allowed to make databases.
    """
    with postgresql_server(os.environ.get(POSTGRESQL)) as server:
        if server is None:
            missing = f"{POSTGRESQL} is not set, and requirements-dev.txt is not installed"
            (pytest.fail if is_ci() else pytest.skip)(missing)
        yield server


@pytest.fixture(scope="session")
def empty_store_on_postgresql(postgresql: PostgresqlServer) -> Iterator[str]:
    """Give the name of a database to copy."""
    with postgresql.template() as name:
        yield name


@pytest.fixture
def store_url(postgresql: PostgresqlServer, empty_store_on_postgresql: str) -> Iterator[StoreUrl]:
    """Give an empty store on PostgreSQL, of this test alone."""
    with postgresql.database(like=empty_store_on_postgresql) as url:
        yield url


@pytest.fixture(scope="session")
def extra_data() -> Path:
    """Give the folder of data that is too large, or not ours, to lie in the repository."""
    folder = os.environ.get(EXTRA_DATA)
    if not folder:
        pytest.skip(f"{EXTRA_DATA} is not set")
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"{EXTRA_DATA}={folder} is not a folder")
    return path
