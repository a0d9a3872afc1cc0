"""The school's calendar: numbered versions, one draft to preview, and the one that counts.

A school year begins with its first version; each change makes another. A published version is
kept as it is, so what the dates were on any day can be told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from sheet_templates.school import AssessmentWindow, GradingPeriod
from sheet_templates.sentences import sentence
from sync.domain.school_calendar import (
    CalendarDay,
    DayType,
    GradeBand,
    SchoolCalendar,
)
from sync.domain.scope import Scope
from sync.errors import CalendarError
from sync.store import schema, schema_calendar
from sync.store.engine import Tx
from sync.store.school import calendar as roster_calendar

_VERSIONS = schema_calendar.calendar_version


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVersion:
    """One version: its number within the school year, why it was made, and when it counted from.

    `published_at` is None for the draft.
    """

    n: int
    why: str
    made_at: datetime
    published_at: datetime | None
    calendar: SchoolCalendar


def calendar(tx: Tx, scope: Scope) -> SchoolCalendar:
    """The calendar that counts: the newest published one of the current school year.

    Where none was ever published, that is the roster's year with the days stored for it.
    """
    version = newest(tx, scope)
    return version.calendar if version else _of_the_roster(tx, scope)


def newest(tx: Tx, scope: Scope) -> CalendarVersion | None:
    """The newest published version of the current school year."""
    return _version(tx, _of_this_year(scope) & _VERSIONS.c.published_at.is_not(None))


def draft(tx: Tx, scope: Scope) -> CalendarVersion | None:
    """The draft of the current school year, None if there is none."""
    return _version(tx, _of_this_year(scope) & _VERSIONS.c.published_at.is_(None))


def as_of(tx: Tx, scope: Scope, at: datetime) -> CalendarVersion | None:
    """The version of the current school year that counted at a moment."""
    return _version(tx, _of_this_year(scope) & (_VERSIONS.c.published_at <= at))


def versions(tx: Tx, scope: Scope) -> list[CalendarVersion]:
    """All versions of the current school year, the oldest first, the draft last."""
    rows = tx.execute(select(_VERSIONS).where(_of_this_year(scope)).order_by(_VERSIONS.c.n)).all()
    return [_loaded(tx, row) for row in rows]


def keep_draft(
    tx: Tx, scope: Scope, wanted: SchoolCalendar, *, why: str, at: datetime
) -> CalendarVersion:
    """Make `wanted` the draft of the current school year, in place of another draft."""
    held = draft(tx, scope)
    if held is not None:
        _drop_draft(tx, scope, held.n)
    return _store(tx, scope, wanted, why=why, at=at, published_at=None)


def publish_draft(tx: Tx, scope: Scope, at: datetime) -> CalendarVersion:
    """Make the draft count from now on; CalendarError when there is none."""
    held = draft(tx, scope)
    if held is None:
        raise CalendarError(
            sentence(
                "There is no draft of the calendar to publish; make one with "
                "`calendar import FILE`."
            )
        )
    this = _of_this_year(scope) & (_VERSIONS.c.n == held.n)
    tx.execute(update(_VERSIONS).where(this).values(published_at=at))
    _keep_zone(tx, scope, held.calendar.zone)
    published = newest(tx, scope)
    assert published is not None
    return published


def publish(
    tx: Tx, scope: Scope, wanted: SchoolCalendar, *, why: str, at: datetime
) -> CalendarVersion:
    """Store a calendar that counts at once, beside any draft."""
    made = _store(tx, scope, wanted, why=why, at=at, published_at=at)
    _keep_zone(tx, scope, wanted.zone)
    return made


def _keep_zone(tx: Tx, scope: Scope, zone: str) -> None:
    tx.execute(update(schema.school).where(schema.school.c.id == scope.school_id).values(zone=zone))


def _of_this_year(scope: Scope) -> ColumnElement[bool]:
    years = schema.school_year
    current = select(years.c.id).where(years.c.school_id == scope.school_id, years.c.is_current)
    return _VERSIONS.c.school_year_id == current.scalar_subquery()


def _version(tx: Tx, condition: ColumnElement[bool]) -> CalendarVersion | None:
    """The newest version that fits."""
    query = select(_VERSIONS).where(condition).order_by(_VERSIONS.c.n.desc()).limit(1)
    row = tx.execute(query).one_or_none()
    return None if row is None else _loaded(tx, row)


def _of_the_roster(tx: Tx, scope: Scope) -> SchoolCalendar:
    known = roster_calendar(tx, scope)
    year = known.school_year
    zone: str = tx.execute(
        select(schema.school.c.zone).where(schema.school.c.id == scope.school_id)
    ).scalar_one()
    return SchoolCalendar(
        sourced_id=year.sourced_id,
        title=year.title,
        begins_on=year.begins_on,
        ends_on=year.ends_on,
        zone=zone,
        bands=(
            GradeBand(
                key="all",
                title="All grades",
                grades=frozenset(),
                grading_periods=year.grading_periods,
            ),
        ),
        days=tuple(
            CalendarDay(day=day, kind=DayType.INSTRUCTIONAL) for day in known.instructional_days
        ),
    )


def _loaded(tx: Tx, row: Row[Any]) -> CalendarVersion:
    year: str = tx.execute(
        select(schema.school_year.c.sourced_id).where(schema.school_year.c.id == row.school_year_id)
    ).scalar_one()
    return CalendarVersion(
        n=row.n,
        why=row.why,
        made_at=row.made_at,
        published_at=row.published_at,
        calendar=SchoolCalendar(
            sourced_id=year,
            title=row.title,
            begins_on=row.begins_on,
            ends_on=row.ends_on,
            zone=row.zone,
            bands=tuple(_bands(tx, row.id)),
            days=tuple(_days(tx, row.id)),
        ),
    )


def _bands(tx: Tx, version_id: int) -> Iterable[GradeBand]:
    periods = _by_band(tx, schema_calendar.calendar_period, version_id, "position")
    windows = _by_band(tx, schema_calendar.calendar_window, version_id, "opens_on")
    table = schema_calendar.calendar_band
    query = (
        select(table).where(table.c.calendar_version_id == version_id).order_by(table.c.position)
    )
    for band in tx.execute(query).all():
        yield GradeBand(
            key=band.key,
            title=band.title,
            grades=frozenset(filter(None, band.grades.split(","))),
            grading_periods=tuple(
                GradingPeriod(
                    sourced_id=one.sourced_id,
                    title=one.title,
                    begins_on=one.begins_on,
                    ends_on=one.ends_on,
                )
                for one in periods.get(band.position, ())
            ),
            windows=tuple(
                AssessmentWindow(
                    checkpoint=one.checkpoint, opens_on=one.opens_on, due_on=one.due_on
                )
                for one in windows.get(band.position, ())
            ),
        )


def _by_band(tx: Tx, table: Any, version_id: int, order: str) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    query = (
        select(table)
        .where(table.c.calendar_version_id == version_id)
        .order_by(table.c.band, table.c[order])
    )
    for row in tx.execute(query):
        found.setdefault(row.band, []).append(row)
    return found


def _days(tx: Tx, version_id: int) -> Iterable[CalendarDay]:
    table = schema_calendar.calendar_day
    query = (
        select(table.c.day, table.c.kind, table.c.title, table.c.entered_on)
        .where(table.c.calendar_version_id == version_id)
        .order_by(table.c.day)
    )
    for day, kind, title, entered_on in tx.execute(query):
        yield CalendarDay(day=day, kind=kind, title=title, entered_on=entered_on)


def _store(
    tx: Tx,
    scope: Scope,
    wanted: SchoolCalendar,
    *,
    why: str,
    at: datetime,
    published_at: datetime | None,
) -> CalendarVersion:
    years = schema.school_year
    mine = (years.c.school_id == scope.school_id) & (years.c.sourced_id == wanted.sourced_id)
    year_id = tx.scalar(select(years.c.id).where(mine, years.c.is_current))
    if year_id is None:
        raise CalendarError(
            sentence(
                "The calendar is for the school year %(wanted)s (%(sourced_id)s), "
                "which is not the current one of the roster; import that year's "
                "roster first.",
                wanted=wanted.title,
                sourced_id=wanted.sourced_id,
            )
        )
    last = tx.scalar(select(func.max(_VERSIONS.c.n)).where(_VERSIONS.c.school_year_id == year_id))
    values = {
        "school_id": scope.school_id,
        "school_year_id": year_id,
        "n": (last or 0) + 1,
        "title": wanted.title,
        "begins_on": wanted.begins_on,
        "ends_on": wanted.ends_on,
        "zone": wanted.zone,
        "why": why,
        "made_at": at,
        "published_at": published_at,
    }
    version_id = tx.execute(insert(_VERSIONS).values(values).returning(_VERSIONS.c.id)).scalar_one()
    owned = {"school_id": scope.school_id, "calendar_version_id": version_id}
    for table, rows in _rows(wanted).items():
        if rows:
            tx.execute(insert(table), [{**owned, **row} for row in rows])
    return CalendarVersion(
        n=(last or 0) + 1, why=why, made_at=at, published_at=published_at, calendar=wanted
    )


def _rows(wanted: SchoolCalendar) -> Mapping[Any, Sequence[Mapping[str, Any]]]:
    bands = list(enumerate(wanted.bands))
    return {
        schema_calendar.calendar_band: [
            {
                "position": at,
                "key": band.key,
                "title": band.title,
                "grades": ",".join(sorted(band.grades)),
            }
            for at, band in bands
        ],
        schema_calendar.calendar_period: [
            {
                "band": at,
                "position": position,
                "sourced_id": period.sourced_id,
                "title": period.title,
                "begins_on": period.begins_on,
                "ends_on": period.ends_on,
            }
            for at, band in bands
            for position, period in enumerate(band.grading_periods)
        ],
        schema_calendar.calendar_window: [
            {
                "band": at,
                "checkpoint": window.checkpoint,
                "opens_on": window.opens_on,
                "due_on": window.due_on,
            }
            for at, band in bands
            for window in band.windows
        ],
        schema_calendar.calendar_day: [
            {
                "day": one.day,
                "kind": one.kind,
                "title": one.title,
                "entered_on": one.entered_on,
            }
            for one in wanted.days
        ],
    }


def _drop_draft(tx: Tx, scope: Scope, n: int) -> None:
    """A draft that was never published counted for nothing: it is replaced, not kept."""
    this = _of_this_year(scope) & (_VERSIONS.c.n == n) & _VERSIONS.c.published_at.is_(None)
    version_id = tx.execute(select(_VERSIONS.c.id).where(this)).scalar_one()
    for table in (
        schema_calendar.calendar_window,
        schema_calendar.calendar_period,
        schema_calendar.calendar_band,
        schema_calendar.calendar_day,
    ):
        tx.execute(table.delete().where(table.c.calendar_version_id == version_id))
    tx.execute(_VERSIONS.delete().where(_VERSIONS.c.id == version_id))
