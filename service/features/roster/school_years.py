"""The school year and its grading periods, out of a bundle's academic sessions."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from service.features.roster.checks import Row, ancestors, rows_of, split_ids
from service.features.roster.findings import Findings, shown
from service.features.roster.tables import Table
from sheet_templates.school import GradingPeriod, School, SchoolYear
from sheet_templates.sentences import sentence


def read_school_year(
    tables: Mapping[str, Table], school: School | None, findings: Findings
) -> SchoolYear | None:
    """The year in which the school's classes are, with its grading periods in order of time.

    None where there is no such year, or its dates are not usable; that is an error found.
    """
    sessions = tables["academicSessions"]
    if not sessions.has_all_ids:
        return None
    rows = rows_of(sessions)
    parents = {row.sourced_id: row["parentSourcedId"] for row in rows}
    year = _choose_year(rows, parents, _terms_in_use(tables["classes"], school), sessions, findings)
    if year is None:
        return None
    periods = _periods_of(year, rows, parents)
    if not periods:
        findings.error(
            sessions.place(),
            sentence(
                "the school year %(title)s has no session of type gradingPeriod",
                title=year["title"],
            ),
            sentence("export the grading periods (quarters, trimesters) too"),
        )
    if not all(row["startDate"] and row["endDate"] for row in (year, *periods)):
        return None
    periods.sort(key=lambda row: (row["startDate"], row["endDate"], row.sourced_id))
    _check_periods(year, periods, sessions, findings)
    return _school_year(year, periods)


def _terms_in_use(classes: Table, school: School | None) -> frozenset[str]:
    return frozenset(
        term
        for row in rows_of(classes)
        if school is None or row["schoolSourcedId"] == school.sourced_id
        for term in split_ids(row["termSourcedIds"])
    )


def _choose_year(
    rows: list[Row],
    parents: Mapping[str, str],
    terms: frozenset[str],
    sessions: Table,
    findings: Findings,
) -> Row | None:
    years = [row for row in rows if row["type"] == "schoolYear"]
    if not years:
        findings.error(
            sessions.place(),
            sentence("has no session of type schoolYear"),
            sentence("export the school year with its first and last day"),
        )
        return None
    if len(years) == 1:
        return years[0]
    in_use = {one for term in terms for one in (term, *ancestors(term, parents))}
    used = [row for row in years if row.sourced_id in in_use]
    if len(used) == 1:
        return used[0]
    findings.error(
        sessions.place(),
        sentence(
            "has %(count)s school years, and classes are in %(used)s of them: %(names)s",
            count=len(years),
            used=len(used),
            names=shown(row.sourced_id for row in used or years),
        ),
        sentence("export one school year, or give classes the terms of one only"),
    )
    return None


def _periods_of(year: Row, rows: list[Row], parents: Mapping[str, str]) -> list[Row]:
    """The year's grading periods; one that names no school year above it belongs to all."""
    years = {row.sourced_id for row in rows if row["type"] == "schoolYear"}
    return [
        row
        for row in rows
        if row["type"] == "gradingPeriod"
        and (
            year.sourced_id in (above := ancestors(row.sourced_id, parents))
            or not years.intersection(above)
        )
    ]


def _check_periods(year: Row, periods: list[Row], sessions: Table, findings: Findings) -> None:
    for row in periods:
        if row["startDate"] < year["startDate"] or row["endDate"] > year["endDate"]:
            findings.error(
                sessions.place(row.line),
                sentence(
                    "%(title)s (%(begins)s to %(ends)s) leaves the school year (%(first)s to "
                    "%(last)s)",
                    title=row["title"],
                    begins=row["startDate"],
                    ends=row["endDate"],
                    first=year["startDate"],
                    last=year["endDate"],
                ),
                sentence("correct its dates or those of the year"),
            )
    for before, row in pairwise(periods):
        if row["startDate"] <= before["endDate"]:
            findings.error(
                sessions.place(row.line, "startDate"),
                sentence(
                    "%(title)s begins on %(begins)s, before %(before)s ends on %(ends)s",
                    title=row["title"],
                    begins=row["startDate"],
                    before=before["title"],
                    ends=before["endDate"],
                ),
                sentence("let each grading period begin after the one before has ended"),
            )


def _school_year(year: Row, periods: list[Row]) -> SchoolYear:
    return SchoolYear(
        sourced_id=year.sourced_id,
        title=year["title"],
        begins_on=date.fromisoformat(year["startDate"]),
        ends_on=date.fromisoformat(year["endDate"]),
        grading_periods=tuple(
            GradingPeriod(
                sourced_id=row.sourced_id,
                title=row["title"],
                begins_on=date.fromisoformat(row["startDate"]),
                ends_on=date.fromisoformat(row["endDate"]),
            )
            for row in periods
        ),
    )
