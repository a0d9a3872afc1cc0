"""Settings of the add-on: whole or not at all, and exact."""

import pytest

from service.addon_settings import GOOGLE_CERTS, read_addon

PUBLIC = "https://tracksheet.school.example"
WHOLE = {
    "TRACKSHEET_ADDON_SERVICE_ACCOUNT": "service-7@gcp-sa-gsuiteaddons.iam.gserviceaccount.com",
    "TRACKSHEET_ADDON_CLIENT_ID": "7-abc.apps.googleusercontent.com",
    "TRACKSHEET_ADDON_DOMAINS": "School.example, staff.school.example",
}


def test_a_whole_set_opens_the_door_for_whom_it_names() -> None:
    problems: list[str] = []
    found = read_addon(WHOLE, PUBLIC, problems)
    assert found is not None, problems
    assert (found.url, found.certs_url) == (f"{PUBLIC}/addon", GOOGLE_CERTS)
    assert found.domains == frozenset({"school.example", "staff.school.example"})
    anyone = read_addon(WHOLE | {"TRACKSHEET_ADDON_DOMAINS": "*"}, PUBLIC, problems)
    assert anyone is not None
    assert (anyone.domains, anyone.knows_open_file) == (None, False)
    open_file = read_addon(WHOLE | {"TRACKSHEET_ADDON_OPEN_FILE": "yes"}, PUBLIC, problems)
    assert open_file is not None
    assert open_file.knows_open_file
    assert read_addon({}, PUBLIC, problems) is None
    assert problems == []


@pytest.mark.parametrize("lacking", WHOLE)
def test_what_lacks_a_setting_opens_nothing_and_is_named(lacking: str) -> None:
    problems: list[str] = []
    some = {name: text for name, text in WHOLE.items() if name != lacking}
    assert read_addon(some, PUBLIC, problems) is None
    assert [one.partition(":")[0] for one in problems] == [lacking]


@pytest.mark.parametrize(
    ("changes", "public_url", "named"),
    [
        ({}, None, "TRACKSHEET_PUBLIC_URL"),
        ({"TRACKSHEET_ADDON_SERVICE_ACCOUNT": "me@school.example"}, PUBLIC, "SERVICE_ACCOUNT"),
        (
            {"TRACKSHEET_ADDON_SERVICE_ACCOUNT": "*@gcp-sa-gsuiteaddons.iam.gserviceaccount.com"},
            PUBLIC,
            "SERVICE_ACCOUNT",
        ),
        ({"TRACKSHEET_ADDON_CERTS_URL": "https://evil.example/certs"}, PUBLIC, "CERTS_URL"),
        ({"TRACKSHEET_ADDON_CERTS_URL": "http://127.0.0.1:9/certs"}, PUBLIC, "CERTS_URL"),
        ({"TRACKSHEET_ADDON_OPEN_FILE": "maybe"}, PUBLIC, "OPEN_FILE"),
    ],
)
def test_what_would_open_the_door_too_far_is_refused(
    changes: dict[str, str], public_url: str | None, named: str
) -> None:
    problems: list[str] = []
    assert read_addon(WHOLE | changes, public_url, problems) is None
    assert len(problems) == 1
    assert named in problems[0]


def test_keys_of_this_machine_are_for_an_address_of_this_machine() -> None:
    problems: list[str] = []
    ours = WHOLE | {"TRACKSHEET_ADDON_CERTS_URL": "http://127.0.0.1:9/certs"}
    assert read_addon(ours, "http://127.0.0.1:8000", problems) is not None
    assert problems == []
