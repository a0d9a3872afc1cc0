"""A OneRoster bulk bundle (1.1 or 1.2) read into a `Roster`, or refused with all that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.features.roster.archive import open_archive
from service.features.roster.checks import checked
from service.features.roster.classes import read_membership
from service.features.roster.findings import Finding, Findings
from service.features.roster.layout import FILES
from service.features.roster.manifest import LAYOUTS_OF, NEWER, check_manifest
from service.features.roster.people import read_people
from service.features.roster.school_choice import choose_school
from service.features.roster.school_years import read_school_year
from service.features.roster.tables import Table, read_table
from service.features.roster.version_1_2 import in_shape_of_1_1
from sheet_templates.school import Roster
from sync.errors import RosterError


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterImport:
    """What one bundle gave: the roster, what is worth knowing, and the digest of its zip."""

    roster: Roster
    notices: tuple[Finding, ...]
    sha256: str


def read_bundle(path: Path) -> RosterImport:
    """Read the bundle at `path`; RosterError holds all its problems in order of file and row.

    Nothing is written. Another version of OneRoster, a delta bundle and a zip that cannot be
    opened are refused in one sentence.
    """
    findings = Findings()
    archive = open_archive(path, findings)
    version = check_manifest(archive, findings)
    tables = {
        layout.name: read_table(layout, archive.files[layout.file], findings)
        for layout in LAYOUTS_OF[version]
        if layout.file in archive.files
    }
    kept = checked(tables, findings)
    if version == NEWER:
        kept = in_shape_of_1_1(kept, findings)
    roster = _roster(kept, findings)
    if findings.errors or roster is None:
        raise _refusal(path, findings)
    return RosterImport(roster=roster, notices=findings.notices, sha256=archive.sha256)


def _roster(tables: Mapping[str, Table], findings: Findings) -> Roster | None:
    """The roster, as far as the tables give one; None after errors that leave none."""
    needed = [layout.name for layout in FILES if not layout.is_optional]
    if any(name not in tables or not tables[name].given for name in needed):
        return None
    school = choose_school(tables, findings)
    school_year = read_school_year(tables, school, findings)
    people = read_people(tables, school, findings)
    membership = read_membership(tables, school, people, findings)
    if school is not None and not people.students:
        findings.error(
            tables["users"].place(None, "grades"),
            f"no child of {school.name} has a grade",
            "fill in the grades, each grade gets a tracker",
        )
    if school is None or school_year is None:
        return None
    return Roster(
        school=school,
        school_year=school_year,
        staff=people.staff,
        students=people.students,
        classes=membership.classes,
        enrollments=membership.enrollments,
        assignments=membership.assignments,
        leaders=people.leaders,
    )


def _refusal(path: Path, findings: Findings) -> RosterError:
    problems = [str(one) for one in findings.errors]
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return RosterError(f"{path} cannot be imported: {count}; nothing was written", problems)
