"""The school's calendar: show, import, change, preview, publish."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from service.bootstrap import Installation
from service.calendars import check_cadence
from service.features.calendars.found import Found, Laid, laid_over
from service.features.calendars.preview import (
    dates_of,
    moved_dates,
    remarks_on,
    summary_of,
)
from service.features.calendars.tables import read_table
from service.operations.duties import go_round
from service.operations.operation import Operation, Options, Progress
from sheet_templates.school import SchoolYear
from sheet_templates.sentences import sentence
from sync.domain.school_calendar import (
    CalendarDay,
    DayType,
    GradeBand,
    SchoolCalendar,
    day_words,
    with_day,
)
from sync.errors import CalendarError
from sync.store.calendars import (
    CalendarVersion,
    calendar,
    draft,
    keep_draft,
    publish,
    publish_draft,
    versions,
)


def _show(installation: Installation, *_: Any) -> Any:
    """The calendar that counts: its dates, its special days, and how it came to be."""
    scope = installation.scope()
    with installation.store.reading() as tx:
        now = calendar(tx, scope)
        kept = versions(tx, scope)
    return _described(installation, now) | {
        "days": [
            {"day": one.day.isoformat(), "type": one.kind.value, "title": one.title}
            for one in now.days
            if one.kind is not DayType.INSTRUCTIONAL
        ],
        "versions": [_version(one) for one in kept],
    }


def _import(installation: Installation, options: Options, progress: Progress) -> Any:
    """Lay a file over the calendar that counts, as a draft; nothing counts before publishing."""
    path = Path(options["path"])
    progress(sentence("reading %(file)s", file=path.name))
    now, today = _now(installation), installation.clock.today(installation.zone())
    if path.suffix.lower() == ".zip":
        from service.features.roster.oneroster import read_bundle  # noqa: PLC0415 - loads pandas

        laid = Laid(calendar=_with_periods(now, read_bundle(path).roster.school_year), notices=())
    else:
        laid = laid_over(now, _read(installation, path, now), today)
    check_cadence(laid.calendar, [installation.briefing().template.cadence])
    with installation.store.writing() as tx:
        keep_draft(
            tx,
            installation.scope(),
            laid.calendar,
            why=f"From {path.name}.",
            at=installation.clock.now(),
        )
    return _previewed(installation, now, laid.calendar) | {"notices": list(laid.notices)}


def _read(installation: Installation, path: Path, now: SchoolCalendar) -> Found:
    windows = frozenset(window.key for window in installation.briefing().template.cadence.windows)
    match path.suffix.lower():
        case ".ics":
            from service.features.calendars.ics import read_ics  # noqa: PLC0415 - a slow import

            return read_ics(path, now)
        case ".csv":
            return read_table(path, now, windows)
        case _:
            raise CalendarError(
                f"{path.name} is neither a calendar file (.ics), a table (.csv) nor a OneRoster "
                "bundle (.zip)."
            )


def _with_periods(now: SchoolCalendar, year: SchoolYear) -> SchoolCalendar:
    """The calendar with a OneRoster bundle's grading periods for all grades."""
    if year.sourced_id != now.sourced_id:
        raise CalendarError(
            f"The bundle is for the school year {year.title}, the calendar for {now.title}; "
            "import the roster first."
        )
    band = GradeBand(
        key="all",
        title="All grades",
        grades=frozenset(),
        grading_periods=year.grading_periods,
    )
    return SchoolCalendar(
        sourced_id=now.sourced_id,
        title=year.title,
        begins_on=year.begins_on,
        ends_on=year.ends_on,
        zone=now.zone,
        bands=(band,),
        days=tuple(one for one in now.days if year.begins_on <= one.day <= year.ends_on),
    )


def _set_day(installation: Installation, options: Options, _: Progress) -> Any:
    """Say what a day is; it counts at once, unless it is only to be previewed.

    A draft that waits gets the day too, so that publishing it later takes nothing back. With
    `agreed`, the digest of a preview, it counts only where it still does what was shown;
    CalendarError otherwise.
    """
    kind = DayType(options["type"])
    today = installation.clock.today(installation.zone())
    changed = CalendarDay(
        day=date.fromisoformat(options["day"]),
        kind=kind,
        title=options.get("title") or "",
        entered_on=today if kind.is_lost else None,
    )
    now = _now(installation)
    after = with_day(now, changed)
    check_cadence(after, [installation.briefing().template.cadence])
    shown = _previewed(installation, now, after)
    shown |= {"digest": _digest(shown["moved"])}
    if options.get("agreed", shown["digest"]) != shown["digest"]:
        raise CalendarError(
            sentence(
                "The calendar has changed since this was shown, and other dates would move now. "
                "Nothing was changed; look again at what the day would move."
            )
        )
    if options.get("only_preview"):
        return shown | {"published": None}
    why = f"{changed.day}: {day_words(changed)}."
    return shown | {"published": _publish_day(installation, after, changed, why)}


def _digest(moved: Any) -> str:
    return hashlib.sha256(json.dumps(moved, sort_keys=True).encode()).hexdigest()


def _publish_day(
    installation: Installation, after: SchoolCalendar, changed: CalendarDay, why: str
) -> int:
    scope, at = installation.scope(), installation.clock.now()
    with installation.store.writing() as tx:
        waiting = draft(tx, scope)
        made = publish(tx, scope, after, why=why, at=at)
        if waiting is not None:
            keep_draft(tx, scope, with_day(waiting.calendar, changed), why=waiting.why, at=at)
    go_round(installation)
    return made.n


def _preview(installation: Installation, *_: Any) -> Any:
    """The draft with all its dates, and what it would move; without one, the year as it is."""
    now = _now(installation)
    with installation.store.reading() as tx:
        waiting = draft(tx, installation.scope())
    return _previewed(installation, now, waiting.calendar if waiting else now) | {
        "draft": _version(waiting) if waiting else None
    }


def _publish(installation: Installation, *_: Any) -> Any:
    """Make the draft count; what it moved."""
    now, at = _now(installation), installation.clock.now()
    with installation.store.writing() as tx:
        made = publish_draft(tx, installation.scope(), at)
        check_cadence(made.calendar, [installation.briefing().template.cadence])
    go_round(installation)
    return _previewed(installation, now, made.calendar) | {"published": made.n}


def _now(installation: Installation) -> SchoolCalendar:
    scope = installation.scope()
    with installation.store.reading() as tx:
        return calendar(tx, scope)


def _previewed(
    installation: Installation, before: SchoolCalendar, after: SchoolCalendar
) -> dict[str, Any]:
    rule = installation.briefing().template.cadence
    return _described(installation, after) | {
        "moved": [
            {
                "band": one.band,
                "what": one.what,
                "was": one.was.isoformat() if one.was else None,
                "on": one.on.isoformat() if one.on else None,
                "why": one.why,
            }
            for one in moved_dates(before, after, rule)
        ],
    }


def _described(installation: Installation, shown: SchoolCalendar) -> dict[str, Any]:
    rule = installation.briefing().template.cadence
    return {
        "summary": list(summary_of(shown)),
        "dates": [
            {"band": one.band, "what": one.what, "on": one.on.isoformat(), "why": one.why}
            for one in dates_of(shown, rule)
        ],
        "remarks": list(remarks_on(shown, rule)),
    }


def _version(one: CalendarVersion) -> Mapping[str, Any]:
    return {
        "n": one.n,
        "why": one.why,
        "made_at": one.made_at.isoformat(),
        "published_at": one.published_at.isoformat() if one.published_at else None,
    }


OPERATIONS = {
    "calendar_show": Operation(work=_show),
    "calendar_import": Operation(work=_import, changes_store=True),
    "calendar_day": Operation(work=_set_day, changes_store=True),
    "calendar_preview": Operation(work=_preview),
    "calendar_publish": Operation(work=_publish, changes_store=True),
}
