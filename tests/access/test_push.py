"""Push notifications over real sockets: a cell is typed, Google tells us, the store has it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
import requests
from apscheduler.schedulers.background import BackgroundScheduler

from service.bootstrap import Installation, open_installation
from service.doctor import examine
from service.embedded import listen
from service.features.doctor.checks import State
from service.features.doctor.push import check_push
from service.folder import DataFolder
from service.jobs import Clockwork
from service.push import Push
from service.server import assemble
from service.turns import Turns
from sync.channel_keeping import ChannelKeeping
from sync.domain.channels import LIFE, Channel, digest_of
from sync.errors import GoogleError
from sync.google.gateway import Gateway
from sync.store.channels import add_channel, channels
from sync.store.runs import last_run
from tests.access.conftest import School, at_work, email
from tests.google.standing_in import serving

pytestmark = pytest.mark.slow
PATIENCE = 120.0  # seconds for what is done in the background


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A service that is told of changes, and all that it needs to be told."""

    installation: Installation
    turns: Turns
    address: str

    def channels(self) -> list[Channel]:
        with self.installation.store.reading() as tx:
            return channels(tx, self.installation.scope())

    def run(self, name: str) -> Any:
        return self.turns.run(name, {}, lambda _: None)

    def type_score(self, score: str) -> None:
        """As the teacher of grade 1 types."""
        (file,) = (one for one in self.run("trackers") if one["grade"] == "01")
        gateway = Gateway.of(self.installation.account, subject=email("t-1"), label="edit")
        gateway.type_values(file["spreadsheet_id"], "Students!J10", [[score]])

    def has_looked(self) -> bool:
        """Whether a sync is over."""
        with self.installation.store.reading() as tx:
            run = last_run(tx, self.installation.scope())
        return run is not None and run.finished_at is not None

    def scores(self) -> list[str]:
        return [str(one["value"]) for one in self.run("entries")]

    def post(self, channel_id: str, token: str) -> requests.Response:
        headers = {"X-Goog-Channel-ID": channel_id, "X-Goog-Channel-Token": token}
        with requests.Session() as session:
            session.trust_env = False
            return session.post(self.address, headers=headers, data="x" * 1000, timeout=PATIENCE)


def wait_for(what: Any) -> None:
    until = monotonic() + PATIENCE
    while not what():
        assert monotonic() < until
        sleep(0.1)


@contextmanager
def told(folder: Path, env: pytest.MonkeyPatch) -> Iterator[Pushed]:
    """The local server and the service, each on a socket, as the settings put them together."""
    data, listener = DataFolder(folder), listen(0)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    env.setenv("TRACKSHEET_PUSH_URL", url)
    env.setenv("TRACKSHEET_PUSH_SECONDS", "0")
    with (
        serving(data.sheets, today=data.demo_date()) as sheets,
        open_installation(folder, sheets_url=sheets.url) as installation,
    ):
        running = assemble(installation, listener, "token", catch_up_after=None)
        thread = Thread(target=running.run, daemon=True)
        thread.start()
        try:
            yield Pushed(
                installation=installation,
                turns=running.push.turns,
                address=f"{url}/drive/changes",
            )
        finally:
            server = running.server
            server.trigger.pull_trigger(
                lambda: server.asyncore.close_all(server._map, ignore_all=True)
            )
            thread.join(PATIENCE)
            assert not thread.is_alive()


def test_a_typed_score_is_in_the_store_soon_and_by_asking_if_nobody_tells(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told(folder, monkeypatch) as school:
        wait_for(school.has_looked)  # at the start, for what was changed before
        (channel,) = school.channels()
        for sent_id, token in ((channel.id, "guessed"), (channel.id, ""), ("guessed", "guessed")):
            refused = school.post(sent_id, token)
            assert (refused.status_code, refused.content) == (404, b"")
        assert channel.heard_at is None
        school.type_score("611")
        wait_for(lambda: "611" in school.scores())
        assert school.channels()[0].heard_at
        line = next(one for one in examine(folder)["checks"] if "push" in one["name"])
        assert (line["state"], "the last one came" in line["text"]) == ("ok", True)
        Gateway.of(school.installation.account).stop_channel(channel.id, channel.resource_id or "")
        school.type_score("612")
        assert school.run("sync")["changes"] == 1, "asking works when nobody tells any more"
        assert "612" in school.scores()


@pytest.fixture
def keeping(school: School) -> ChannelKeeping:
    installation = school.opened.installation
    now = installation.clock.now()
    return ChannelKeeping(
        store=installation.store,
        gateway=lambda: installation.gateway("channel"),
        drive_id=installation.drive_id(installation.gateway("channel")),
        scope=installation.scope(),
        address="http://127.0.0.1:9/drive/changes",
        now=lambda: now,
    )


def kept(keeping: ChannelKeeping) -> list[str]:
    with keeping.store.reading() as tx:
        return [one.id for one in channels(tx, keeping.scope)]


def is_open_at_google(keeping: ChannelKeeping, channel_id: str) -> bool:
    """An id that is taken is one that tells."""
    body = {"id": channel_id, "type": "web_hook", "address": "http://127.0.0.1:9/"}
    try:
        keeping.gateway().watch_changes("1", keeping.drive_id, body)
    except GoogleError as error:
        return "not unique" in error.reason
    return False


def test_a_channel_is_renewed_in_time_and_the_old_one_stopped(keeping: ChannelKeeping) -> None:
    assert keeping.keep(), "what was changed before the first one was told to nobody"
    (first,) = kept(keeping)
    assert not keeping.keep(), "after a restart, one that is open is enough"
    assert kept(keeping) == [first]
    later = keeping.now() + LIFE * 0.8
    late = replace(keeping, now=lambda: later)
    assert not late.keep(), "the old one told until the new one did"
    (second,) = kept(keeping)
    assert second != first
    assert [is_open_at_google(keeping, one) for one in (first, second)] == [False, True]


def test_what_google_refuses_leaves_the_channel_and_who_wants_none_has_none(
    keeping: ChannelKeeping,
) -> None:
    keeping.keep()
    (channel,) = kept(keeping)
    with pytest.raises(GoogleError, match="Unauthorized WebHook"):
        replace(keeping, address="ftp://127.0.0.1/").keep()
    assert channel in kept(keeping)
    replace(keeping, address=None).keep()
    assert kept(keeping) == []
    assert not is_open_at_google(keeping, channel)


def test_the_doctor_says_whether_a_channel_is_open_and_what_an_expired_one_means(
    school: School, keeping: ChannelKeeping
) -> None:
    path, address = school.opened.installation.folder.store, keeping.address
    assert check_push(path, None, keeping.now).text == "off: the sync asks Google by itself"
    keeping.keep()
    still_open = check_push(path, None, keeping.now)
    assert still_open.text.startswith("off; a channel is open until ")
    assert check_push(path, address, keeping.now).text.endswith("; none has come yet")
    expired = check_push(path, address, lambda: keeping.now() + LIFE * 1.1)
    assert (expired.state, "no channel posts to" in expired.text) == (State.PROBLEM, True)
    assert "Start the service" in expired.remedy
    elsewhere = check_push(path, "http://127.0.0.1:8/drive/changes", keeping.now)
    assert elsewhere.state is State.PROBLEM, "Google posts to the address of before"


def test_what_is_told_within_the_rest_is_looked_at_once_and_what_comes_later_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKSHEET_PUSH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TRACKSHEET_PUSH_SECONDS", "60")
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.start(paused=True)
    with at_work(folder) as school:
        installation = school.opened.installation
        push = Push(turns=school.opened.turns, clockwork=Clockwork(scheduler))
        began = installation.clock.now()
        channel = Channel(
            id="one",
            address="http://127.0.0.1:9/drive/changes",
            drive_id="a drive",
            token_sha256=digest_of("a token"),
            opened_at=began,
            expires_at=began + LIFE,
        )
        with installation.store.writing() as tx:
            add_channel(tx, installation.scope(), channel)
        door = push.doors()["/drive"].test_client()
        headers = {"X-Goog-Channel-ID": channel.id, "X-Goog-Channel-Token": "a token"}
        headers["X-Goog-Resource-State"] = "change"

        def tell(times: int) -> datetime:
            for _ in range(times):
                assert door.post("/changes", headers=headers).status_code == 200
            (look,) = scheduler.get_jobs()
            moment: datetime = look.next_run_time
            return moment

        first = tell(20)
        assert first - began >= timedelta(seconds=60)
        assert tell(5) == first, "what is told meanwhile neither adds a look nor puts it off"
        scheduler.remove_all_jobs()  # as when it is done
        assert tell(1) > first
    scheduler.shutdown()


def test_a_night_comes_before_what_a_notification_asks_for(school: School) -> None:
    turns, answers = school.opened.turns, list[Any]()
    school.run("sync")

    def meanwhile(_: str) -> None:
        answers.append(turns.run_unless_night("sync", {}, lambda _: None))

    turns.run_night(meanwhile)
    assert answers
    assert set(answers) == {None}
    assert turns.run_unless_night("sync", {}, lambda _: None)["changes"] == 0
