"""Zips that are none, or that nobody should open."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from service.features.roster.archive import ENCRYPTED
from service.features.roster.oneroster import read_bundle
from sync.errors import RosterError
from tests.school_bundles import write_bundle


def reason_of(path: Path) -> str:
    with pytest.raises(RosterError) as refused:
        read_bundle(path)
    assert refused.value.problems == ()
    return refused.value.reason


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "school.zip"
    path.write_text("not a zip", encoding="utf-8")
    assert reason_of(path).startswith(f"{path} is no zip file that can be read")


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    assert "No such file" in reason_of(tmp_path / "nowhere.zip")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in reason_of(tmp_path)


def test_a_zip_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    path.write_bytes(path.read_bytes()[:-200])
    assert "export the bundle again" in reason_of(path)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= ENCRYPTED
    path.write_bytes(content)
    assert "export the bundle without a password" in reason_of(path)


def test_a_zip_that_unpacks_to_half_a_gigabyte_is_refused_unopened(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (600_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    assert "600 MB, more than the 500 MB" in reason_of(path)


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("old/users.csv", "sourcedId\n")
    with pytest.raises(RosterError) as refused:
        read_bundle(path)
    (problem,) = refused.value.problems
    assert problem.startswith(
        "users.csv: is in the zip twice, as users.csv and old/users.csv; leave one"
    )


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(min_value=0), byte=st.integers(0, 255))
@example(position=1883, byte=0)  # a member whose name is damaged away
def test_any_one_wrong_byte_is_read_or_refused_never_a_crash(
    position: int, byte: int, tmp_path: Path
) -> None:
    path = write_bundle(tmp_path / "school.zip")
    content = bytearray(path.read_bytes())
    content[position % len(content)] = byte
    path.write_bytes(content)
    try:
        students = read_bundle(path).roster.students
    except RosterError:
        return
    assert len(students) == 8
