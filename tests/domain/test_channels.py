"""When a push channel is opened, renewed and stopped; and whose notification one is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.push_settings import PushSettings, read_push
from sync.domain.channels import LIFE, Channel, digest_of, steps, told_by

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ADDRESS = "https://tracksheet.example.org/drive/changes"
OPEN = Channel(
    id="one",
    address=ADDRESS,
    drive_id="drive",
    token_sha256=digest_of("secret"),
    resource_id="resource",
    opened_at=NOW,
    expires_at=NOW + LIFE,
)


@pytest.mark.parametrize(
    ("channel", "address", "after", "does"),
    [
        (None, ADDRESS, timedelta(), "opens"),
        (OPEN, ADDRESS, LIFE * 0.7, ""),
        (OPEN, ADDRESS, LIFE * 0.75, "opens stops"),
        (OPEN, ADDRESS, LIFE, "forgets opens"),
        (replace(OPEN, expires_at=NOW + timedelta(hours=1)), ADDRESS, timedelta(minutes=44), ""),
        (
            replace(OPEN, expires_at=NOW + timedelta(hours=1)),
            ADDRESS,
            timedelta(minutes=45),
            "opens stops",
        ),
        (replace(OPEN, resource_id=None), ADDRESS, timedelta(), "forgets opens"),
        (replace(OPEN, drive_id="another"), ADDRESS, timedelta(), "opens stops"),
        (replace(OPEN, address="https://old.example.org"), ADDRESS, timedelta(), "opens stops"),
        (OPEN, None, timedelta(), "stops"),
        (OPEN, None, LIFE, "forgets"),
        (None, None, timedelta(), ""),
    ],
)
def test_one_good_channel_is_kept_or_none(
    channel: Channel | None, address: str | None, after: timedelta, does: str
) -> None:
    found = steps([channel] if channel else [], address, "drive", NOW + after)
    done = {"forgets": bool(found.forget), "opens": found.must_open, "stops": bool(found.stop)}
    assert " ".join(name for name, is_done in done.items() if is_done) == does


def test_of_two_good_ones_the_longer_is_kept() -> None:
    newer = replace(OPEN, id="two", expires_at=OPEN.expires_at + timedelta(days=1))
    assert steps([OPEN, newer], ADDRESS, "drive", NOW).stop == (OPEN,)


@pytest.mark.parametrize(
    ("sent_id", "token"),
    [("one", ""), ("one", "Secret"), ("two", "secret"), ("", ""), ("one", digest_of("secret"))],
)
def test_only_id_and_token_together_prove_a_notification(sent_id: str, token: str) -> None:
    assert told_by([OPEN], sent_id, token) is None
    assert told_by([OPEN], "one", "secret") is OPEN


def read(url: str, seconds: str = "", *, is_google: bool = True) -> tuple[PushSettings | None, str]:
    problems: list[str] = []
    source = {"TRACKSHEET_PUSH_URL": url, "TRACKSHEET_PUSH_SECONDS": seconds}
    return read_push(source, problems, is_google=is_google), " ".join(problems)


def test_push_is_off_unless_an_address_of_ours_is_set() -> None:
    assert read("") == (None, "")
    settings, problems = read("https://tracksheet.example.org/", "5")
    assert settings is not None
    assert (settings.address, settings.rest, problems) == (ADDRESS, timedelta(seconds=5), "")
    assert read("http://127.0.0.1:8000", is_google=False)[0] is not None


@pytest.mark.parametrize(
    ("url", "seconds", "named"),
    [
        ("http://tracksheet.example.org", "", "PUSH_URL"),
        ("http://127.0.0.1:8000", "", "PUSH_URL"),
        ("https://localhost", "", "PUSH_URL"),
        ("tracksheet.example.org", "", "PUSH_URL"),
        ("https://", "", "PUSH_URL"),
        ("https://tracksheet.example.org/path", "", "PUSH_URL"),
        ("https://tracksheet.example.org?x=1", "", "PUSH_URL"),
        ("https://tracksheet.example.org#x", "", "PUSH_URL"),
        ("https://me:word@tracksheet.example.org", "", "PUSH_URL"),
        ("https://tracksheet.example.org:port", "", "PUSH_URL"),
        ("https://tracksheet. example.org", "", "PUSH_URL"),
        ("https://tracksheet.example.org", "soon", "PUSH_SECONDS"),
        ("https://tracksheet.example.org", "3601", "PUSH_SECONDS"),
        ("", "5", "PUSH_SECONDS"),
    ],
)
def test_what_is_not_quite_an_address_turns_nothing_on(url: str, seconds: str, named: str) -> None:
    settings, problems = read(url, seconds)
    assert settings is None
    assert f"TRACKSHEET_{named}" in problems
