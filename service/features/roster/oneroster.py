"""A OneRoster bundle (1.1 or 1.2) read into a `Roster`, or refused with all that is wrong."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.features.roster.archive import Archive, open_archive
from service.features.roster.checks import checked
from service.features.roster.classes import read_membership
from service.features.roster.delta_rows import MODIFIED, moment_said
from service.features.roster.deltas import fitting, laid_over, refuse_older, rows_to_keep
from service.features.roster.findings import Findings, refused
from service.features.roster.layout import FILES
from service.features.roster.manifest import NEWER, check_manifest
from service.features.roster.people import read_people
from service.features.roster.roster_import import RosterImport
from service.features.roster.school_choice import choose_school
from service.features.roster.school_years import read_school_year
from service.features.roster.tables import Table, read_table
from service.features.roster.version_1_2 import in_shape_of_1_1
from sheet_templates.school import Roster
from sheet_templates.sentences import sentence
from sync.domain.bundle_rows import BundleRows
from sync.errors import RosterError

_FARTHEST_EAST = timedelta(hours=14)
"""No zone's clock is further ahead of UTC: a clock's time less this is past everywhere."""


def read_bundle(
    path: Path, kept: BundleRows | None = None, now: datetime | None = None
) -> RosterImport:
    """Read the bundle at `path`; RosterError holds all its problems in order of file and row.

    A delta bundle is laid over the `kept` rows. `now` bounds what it may say of time. Nothing is
    written. Another version of OneRoster, a delta that does not fit what is kept and a zip that
    cannot be opened are refused in one sentence.
    """
    findings = Findings()
    archive = open_archive(path, findings)
    manifest = check_manifest(archive, findings)
    latest = now or datetime.max.replace(tzinfo=UTC)
    under = fitting(kept, manifest, archive.name) if manifest.is_delta else None
    tables = {
        layout.name: read_table(layout, archive.files[layout.file], findings)
        for layout in manifest.layouts
        if layout.file in archive.files
    }
    if under is not None:
        refuse_older(under, tables, manifest, archive.name)
        tables = laid_over(under, manifest, tables, findings, latest)
    whole = checked(tables, findings)
    shaped = in_shape_of_1_1(whole, findings) if manifest.version == NEWER else whole
    roster = _roster(shaped, findings)
    if findings.errors or roster is None:
        raise _refusal(path, findings)
    said = BundleRows(
        version=manifest.version,
        sha256=archive.sha256,
        as_of=_as_of(archive, under, whole, latest),
        rows=rows_to_keep(whole),
    )
    return RosterImport(
        roster=roster,
        notices=findings.notices,
        sha256=archive.sha256,
        rows=said,
        laid_over=None if under is None else under.sha256,
    )


def _as_of(
    archive: Archive, under: BundleRows | None, tables: Mapping[str, Table], latest: datetime
) -> datetime | None:
    """Up to when all changes are surely in: as the newest row says, or, in bulk, the zip's clock.

    What is still to come is a clock that goes wrong, and says nothing.
    """
    said = [
        moment_said(text)
        for table in tables.values()
        for text in table.frame[MODIFIED].unique()
        if text
    ]
    if under is not None:
        said.append(under.as_of)
    elif archive.written is not None:
        said.append(archive.written.replace(tzinfo=UTC) - _FARTHEST_EAST)
    return max((one for one in said if one is not None and one <= latest), default=None)


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
            sentence("no child of %(school)s has a grade", school=school.name),
            sentence("fill in the grades, each grade gets a tracker"),
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
    problems = [one.said for one in findings.errors]
    return RosterError(refused(str(path), len(problems)), problems)
