"""A OneRoster 1.2 bundle gives the roster that the same school gives in 1.1."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from service.features.roster.oneroster import read_bundle
from service.features.roster.version_1_2 import LAYOUTS
from sync.errors import RosterError
from tests.school_bundles import csv_text, read_members, write_bundle, write_members

Cells = Mapping[str, str]
HEADERS = {one.name: [column.name for column in one.columns] for one in LAYOUTS}
OF_1_2 = {"administrator": "siteAdministrator"}


def rewritten(path: Path, roles: Mapping[str, Cells | None] | None = None) -> Path:
    """The bundle as 1.2 says it: people's roles in a file of their own, some of them changed."""
    members = read_members(path)
    users = list(csv.DictReader(io.StringIO(members["users.csv"].decode())))
    rows = {
        f"r-{one['sourcedId']}": {
            "sourcedId": f"r-{one['sourcedId']}",
            "userSourcedId": one["sourcedId"],
            "roleType": "primary",
            "role": OF_1_2.get(one["role"], one["role"]),
            "orgSourcedId": one["orgSourcedIds"],
        }
        for one in users
    }
    for key, cells in (roles or {}).items():
        rows[key] = {**rows.get(key, {"sourcedId": key}), **(cells or {})}
    kept = [one for key, one in rows.items() if (roles or {}).get(key, one) is not None]
    named = [{key: one[key] for key in one if key in HEADERS["users"]} for one in users]
    manifest = (
        members["manifest.csv"].decode().replace("oneroster.version,1.1", "oneroster.version,1.2")
    )
    return write_members(
        path,
        members
        | {
            "manifest.csv": f"{manifest}file.roles,bulk\n".encode(),
            "users.csv": csv_text(HEADERS["users"], named).encode(),
            "roles.csv": csv_text(HEADERS["roles"], kept).encode(),
        },
    )


def test_the_same_school_in_both_versions_is_the_same_roster(tmp_path: Path) -> None:
    older = read_bundle(write_bundle(tmp_path / "older.zip"))
    newer = read_bundle(rewritten(write_bundle(tmp_path / "newer.zip")))
    assert newer.roster == older.roster


def test_of_several_roles_the_one_that_a_tracker_needs_counts(tmp_path: Path) -> None:
    guardian = {
        "userSourcedId": "t-1",
        "roleType": "primary",
        "role": "guardian",
        "orgSourcedId": "s-1",
    }
    over = {
        "userSourcedId": "t-2", "roleType": "primary", "role": "principal", "orgSourcedId": "s-1",
        "endDate": "2025-06-01",
    }  # fmt: skip
    found = read_bundle(
        rewritten(
            write_bundle(tmp_path / "newer.zip"),
            {"a-guardian": guardian, "an-earlier-one": over, "r-ai-2": {"role": "ext:coach"}},
        )
    )
    roles = {one.sourced_id: one.role.value for one in found.roster.staff}
    assert roles["t-1"] == roles["t-2"] == "teacher"
    assert "ai-2" not in roles
    told = [str(one) for one in found.notices]
    assert any("roles that ended before the school year: 1 row" in one for one in told)
    assert any("as ext:coach without a part in trackers" in one for one in told)


def test_who_has_no_role_is_left_out_and_told(tmp_path: Path) -> None:
    found = read_bundle(rewritten(write_bundle(tmp_path / "newer.zip"), {"r-st-1-1": None}))
    assert "st-1-1" not in {one.sourced_id for one in found.roster.students}
    assert any("people without a role in roles.csv: 1 row" in str(one) for one in found.notices)


def test_a_role_of_nobody_and_a_missing_file_are_told_at_their_place(tmp_path: Path) -> None:
    stranger = {"r-t-1": {"userSourcedId": "nobody"}}
    with pytest.raises(RosterError) as refused:
        read_bundle(rewritten(write_bundle(tmp_path / "newer.zip"), stranger))
    assert any(
        "roles.csv, line" in one and '"nobody" is not in users.csv' in one
        for one in refused.value.problems
    )
    path = rewritten(write_bundle(tmp_path / "without.zip"))
    members = read_members(path)
    del members["roles.csv"]
    with pytest.raises(RosterError) as refused:
        read_bundle(write_members(path, members))
    assert any(one.startswith("roles.csv: is not in the zip") for one in refused.value.problems)
