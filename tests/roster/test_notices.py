"""What an import tells and goes on from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.features.roster.oneroster import read_bundle
from service.features.roster.roster_import import RosterImport
from sheet_templates.school import Role, Roster
from tests.school_bundles import Changes, edit_member, read_members, write_bundle, write_members

pytestmark = pytest.mark.slow


def read_changed(path: Path, changes: Changes) -> RosterImport:
    return read_bundle(write_bundle(path / "school.zip", changes=changes))


def unchanged(path: Path) -> Roster:
    return read_bundle(write_bundle(path / "unchanged.zip")).roster


@pytest.mark.parametrize(
    ("changes", "notice"),
    [
        (
            {("users", "st-1-1"): {"enabledUser": "TRUE"}},
            'users.csv, line 6, enabledUser: "TRUE" in 1 row (line 6) is read as true; write true',
        ),
        (
            {("users", f"st-1-{n}"): {"role": "Student"} for n in (1, 2)},
            (
                'users.csv, line 6, role: "Student" in 2 rows (lines 6, 7) is read as student; '
                "write student"
            ),
        ),
        (
            {("users", "st-1-1"): {"grades": "K"}},
            'users.csv, line 6, grades: "K" in 1 row (line 6) is read as KG; write KG',
        ),
        (
            {("users", "st-1-1"): {"grades": "0"}},
            'users.csv, line 6, grades: "0" in 1 row (line 6) is read as KG; write KG',
        ),
        (
            {("users", "st-2-1"): {"grades": "1"}},
            'users.csv, line 11, grades: "1" in 1 row (line 11) is read as 01; write 01',
        ),
        (
            {("users", "st-2-1"): {"enabledUser": "false"}},
            (
                "users.csv, line 11, enabledUser: kept, children with a disabled account: 1 row "
                "(line 11); take a child's row out when it has left the school"
            ),
        ),
        (
            {("enrollments", "e-t-1"): {"primary": "false"}},
            (
                "enrollments.csv, line 2, primary: the only teacher of a class is taken as its "
                "primary one in 1 row (line 2); write true"
            ),
        ),
        (
            {("demographics", "st-1-1"): {"sex": "unknown"}},
            (
                'demographics.csv, line 2, sex: "unknown" is not a word of OneRoster here; '
                "write one of male, female, other, unspecified"
            ),
        ),
        (
            {("users", "t-1"): {"username": ""}},
            (
                "users.csv, line 5, username: is empty in 1 row (line 5), and OneRoster wants "
                "it filled; nothing to do, a tracker does not need it"
            ),
        ),
    ],
)
def test_a_notice_changes_nothing_that_is_imported(
    changes: Changes, notice: str, tmp_path: Path
) -> None:
    read = read_changed(tmp_path, changes)
    assert [str(one) for one in read.notices] == [notice]
    assert read.roster == unchanged(tmp_path)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda content: b"\xef\xbb\xbf" + content, "begins with a UTF-8 byte order mark"),
        (
            lambda content: content.replace(b"password", b"ext_house", 1),
            "columns of a vendor are not read: ext_house",
        ),
        (
            lambda content: content.replace(b"password", b"metadata.house", 1),
            "columns of a vendor are not read: metadata.house",
        ),
        (
            lambda content: content.replace(b"password", b"house", 1),
            "unknown columns are not read: house",
        ),
        (
            lambda content: content.replace(b"givenName", b"GivenName", 1),
            "columns in other case: GivenName",
        ),
        (
            lambda content: content.replace(b"\n", b",,\n").replace(b"password,,", b"password"),
            "line 2: every row has empty cells beyond the header",
        ),
    ],
)
def test_odd_text_in_users_is_told_and_read(
    edit: Callable[[bytes], bytes], words: str, tmp_path: Path
) -> None:
    path = edit_member(write_bundle(tmp_path / "school.zip"), "users.csv", edit)
    read = read_bundle(path)
    assert any(words in str(one) for one in read.notices)
    assert read.roster == unchanged(tmp_path)


@pytest.mark.parametrize("name", ["courses", "demographics"])
def test_an_optional_file_may_be_absent(name: str, tmp_path: Path) -> None:
    path = write_bundle(
        tmp_path / "school.zip", changes={("manifest", f"file.{name}"): {"value": "absent"}}
    )
    members = read_members(path)
    del members[f"{name}.csv"]
    read = read_bundle(write_members(path, members))
    (notice,) = read.notices
    assert str(notice).startswith(f"{name}.csv: is not in the zip;")
    assert read.roster == unchanged(tmp_path)


def test_files_in_a_folder_and_unknown_files_are_told(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    members = {f"export/{name}": content for name, content in read_members(path).items()}
    extra = {"export/read me.txt": b"hello", "__MACOSX/export/._users.csv": b"\x00"}
    read = read_bundle(write_members(path, members | extra))
    told = [str(one) for one in read.notices]
    assert "other files in the zip are not read: export/read me.txt" in told[0]
    assert sum("stands in a folder of the zip" in one for one in told) == 8
    assert read.roster == unchanged(tmp_path)


def test_a_file_that_the_manifest_does_not_list_is_read(tmp_path: Path) -> None:
    read = read_changed(tmp_path, {("manifest", "file.users"): None})
    (notice,) = read.notices
    assert "the manifest does not list it; it is read all the same" in str(notice)
    assert read.roster == unchanged(tmp_path)


def test_rows_marked_to_be_deleted_are_as_if_they_were_not_there(tmp_path: Path) -> None:
    gone = {"status": "tobedeleted"}
    keys = (("users", "st-1-1"), ("enrollments", "e-st-1-1"), ("demographics", "st-1-1"))
    read = read_changed(tmp_path, dict.fromkeys(keys, gone))
    assert "st-1-1" not in {one.sourced_id for one in read.roster.students}
    assert len(read.roster.enrollments) == 7
    assert all("left out, marked tobedeleted" in str(one) for one in read.notices)
    assert len(read.notices) == 3


def test_a_child_without_a_grade_gets_no_tracker(tmp_path: Path) -> None:
    read = read_changed(tmp_path, {("users", "st-1-1"): {"grades": ""}})
    assert "st-1-1" not in {one.sourced_id for one in read.roster.students}
    assert "st-1-1" not in {one.student for one in read.roster.enrollments}
    assert "the child st-1-1 has no grade and gets no tracker" in str(read.notices[0])


def test_staff_with_disabled_accounts_and_relatives_stay_out(tmp_path: Path) -> None:
    parent = {
        "enabledUser": "true",
        "orgSourcedIds": "s-1",
        "role": "parent",
        "givenName": "Pia",
        "familyName": "Hale",
    }
    read = read_changed(
        tmp_path, {("users", "t-2"): {"enabledUser": "false"}, ("users", "pa-1"): parent}
    )
    assert [one.sourced_id for one in read.roster.staff] == ["ad-1", "ai-1", "ai-2", "t-1"]
    assert {one.school_class for one in read.roster.assignments} == {"cl-1"}
    told = " ".join(str(one) for one in read.notices)
    assert "left out, staff with a disabled account: 1 row (line 10)" in told
    assert "left out, as parent without a part in trackers: 1 row" in told


def test_the_first_administrator_by_id_owns_the_documents(tmp_path: Path) -> None:
    other = {
        "enabledUser": "true",
        "orgSourcedIds": "s-1",
        "role": "administrator",
        "givenName": "Uma",
        "familyName": "Cole",
        "email": "uma@school.example",
    }
    read = read_changed(tmp_path, {("users", "ad-0"): other})
    owners = [one for one in read.roster.staff if one.role is Role.DOCUMENT_OWNER]
    assert [one.sourced_id for one in owners] == ["ad-0"]
    assert "ad-1" not in {one.sourced_id for one in read.roster.staff}
    assert [(one.sourced_id, one.email) for one in read.roster.leaders] == [
        ("ad-1", "ad-1@school.example")
    ]
    assert any("administrators besides ad-0" in str(one) for one in read.notices)


def test_a_class_without_a_teacher_is_kept(tmp_path: Path) -> None:
    read = read_changed(tmp_path, {("enrollments", "e-t-2"): None})
    assert read.notices == ()
    assert [one.sourced_id for one in read.roster.classes] == ["cl-1", "cl-2"]
    assert {one.school_class for one in read.roster.assignments} == {"cl-1"}


def test_of_several_teachers_none_is_made_primary(tmp_path: Path) -> None:
    row = {"classSourcedId": "cl-1", "schoolSourcedId": "s-1", "userSourcedId": "t-2"}
    changes: Changes = {
        ("enrollments", "e-t-1"): {"primary": "false"},
        ("enrollments", "e-t-2-too"): row | {"role": "teacher", "primary": "false"},
    }
    read = read_changed(tmp_path, changes)
    in_first = [one for one in read.roster.assignments if one.school_class == "cl-1"]
    assert [(one.staff_member, one.is_primary) for one in in_first] == [
        ("t-1", False),
        ("t-2", False),
    ]
    assert "cl-1 has 2 teachers and none is primary" in str(read.notices[0])


def test_a_child_with_a_homeroom_belongs_to_it_alone(tmp_path: Path) -> None:
    row = {"classSourcedId": "cl-3", "schoolSourcedId": "s-1", "userSourcedId": "st-1-1"}
    music = {"title": "Music", "classType": "scheduled", "schoolSourcedId": "s-1"}
    changes: Changes = {
        ("classes", "cl-3"): music | {"termSourcedIds": "ay-2026", "courseSourcedId": "c-KG"},
        ("enrollments", "e-music"): row | {"role": "student"},
    }
    read = read_changed(tmp_path, changes)
    assert {one.school_class for one in read.roster.enrollments if one.student == "st-1-1"} == {
        "cl-1"
    }
    assert "another class of a child who has a homeroom" in str(read.notices[0])


def test_the_year_of_the_classes_is_taken_when_there_are_two(tmp_path: Path) -> None:
    year = {"title": "2027-2028", "type": "schoolYear", "schoolYear": "2028"}
    dates = {"startDate": "2027-08-16", "endDate": "2028-05-26"}
    period = {"title": "Quarter 1", "type": "gradingPeriod", "parentSourcedId": "ay-2027"}
    changes: Changes = {
        ("academicSessions", "ay-2027"): year | dates,
        ("academicSessions", "ay-2027-q1"): period | dates | {"schoolYear": "2028"},
    }
    assert read_changed(tmp_path, changes).roster == unchanged(tmp_path)


def test_ids_and_names_that_look_like_numbers_or_nothing_stay_text(tmp_path: Path) -> None:
    odd = {"givenName": "NA", "familyName": "null", "grades": "01", "role": "student"}
    row = {"classSourcedId": "cl-2", "schoolSourcedId": "s-1", "userSourcedId": "007"}
    changes: Changes = {
        ("users", "007"): odd | {"enabledUser": "true", "orgSourcedIds": "s-1"},
        ("enrollments", "1e5"): row | {"role": "student"},
    }
    roster = read_changed(tmp_path, changes).roster
    first = roster.students[0]
    assert (first.sourced_id, first.given_name, first.family_name) == ("007", "NA", "null")
    assert roster.enrollments[0].student == "007"
    assert roster.enrollments[0].begins_on is None


def test_an_aide_and_an_owner_in_a_class(tmp_path: Path) -> None:
    row = {"classSourcedId": "cl-2", "schoolSourcedId": "s-1"}
    changes: Changes = {
        ("enrollments", "e-t-2"): None,
        ("enrollments", "e-ad-1"): row | {"userSourcedId": "ad-1", "role": "teacher"},
        ("enrollments", "e-ai-1"): row | {"userSourcedId": "ai-1", "role": "aide"},
        ("enrollments", "e-ai-2"): row | {"userSourcedId": "ai-2", "role": "teacher"},
    }
    read = read_changed(tmp_path, changes)
    teaching = [one for one in read.roster.assignments if one.school_class == "cl-2"]
    assert [(one.staff_member, one.is_primary) for one in teaching] == [("ad-1", True)]
    told = " ".join(str(one) for one in read.notices)
    assert "a role other than student or teacher gives no class: 1 row" in told
    assert "whom users.csv calls an aide: 1 row" in told


def test_lists_come_in_order_of_ids_whatever_the_order_of_rows(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "school.zip")
    for name in ("users.csv", "classes.csv", "enrollments.csv", "academicSessions.csv"):
        edit_member(path, name, _backwards)
    assert read_bundle(path).roster == unchanged(tmp_path)


def _backwards(content: bytes) -> bytes:
    header, *rows = content.splitlines(keepends=True)
    return b"".join([header, *reversed(rows)])
