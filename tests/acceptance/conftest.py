"""The undisturbed job that broken-off ones are compared with, and clients that do not wait."""

import time

import pytest

from sync.google.client import open_client
from tests.acceptance.phases import Job, undisturbed_job


@pytest.fixture(scope="session")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return undisturbed_job(tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let clients try again at once: ours (its default was bound long ago) and google-auth."""
    defaults = open_client.__kwdefaults__

    def at_once(_: float) -> None:
        return

    assert defaults is not None
    assert "sleep" in defaults
    monkeypatch.setitem(defaults, "sleep", at_once)
    monkeypatch.setattr(time, "sleep", at_once)
