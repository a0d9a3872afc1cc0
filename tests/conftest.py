"""What every test shares: a clean environment, no network but loopback, data from outside."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

EXTRA_DATA = "TRACKSHEET_EXTRA_DATA"
REAL_GOOGLE = "TRACKSHEET_TEST_GOOGLE"

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
def extra_data() -> Path:
    """Give the folder of data that is too large, or not ours, to lie in the repository."""
    folder = os.environ.get(EXTRA_DATA)
    if not folder:
        pytest.skip(f"{EXTRA_DATA} is not set")
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"{EXTRA_DATA}={folder} is not a folder")
    return path
