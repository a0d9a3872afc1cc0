"""A reader that remembers says after every change what one says that has just begun."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from service.features.desk.view import desk_of
from service.features.reviews.view import reviews_of
from service.features.roster.roster_import import RosterImport
from service.features.trackers.briefing import Briefing
from service.features.trackers.known import (
    KeptVersions,
    adopted_template,
    known_trackers,
    own_of_trackers,
)
from service.overview import Overview
from service.places import Places
from service.reading import Drawn, SchoolReader
from service.speech import ENGLISH, speech
from sheet_templates.library import shipped_template
from sync.domain.entries import EntryValue, VerbatimRow
from sync.domain.places import CellPlaces
from sync.domain.school_calendar import CalendarDay, DayType, with_day
from sync.domain.scope import Scope
from sync.store.access import access_rules, decide_end, recall_end
from sync.store.calendars import calendar, publish
from sync.store.engine import Store, Tx, open_store
from sync.store.entries import apply_entries
from sync.store.excuses import GivenExcuse, give_excuse, withdraw_excuse
from sync.store.issues import replace_issues
from sync.store.people import choose, say_not_mine
from sync.store.positions import keep_columns
from sync.store.reads import store_read
from sync.store.school import roster, save_roster, school
from sync.store.trackers import tracker
from tests.pages.small_school import MISSING, MISSING_DAY, READ_AT, fill, places_in

LATER = READ_AT + timedelta(hours=1)
EXCUSE = GivenExcuse(
    student="st-1-1", checkpoint="spring", metric=None, code="ABS", reason="", by="ad-1",
    source="page", from_day=MISSING_DAY, until_day=None,
)  # fmt: skip


def _reader(store: Store) -> SchoolReader:
    def places(tx: Tx, scope: Scope, drawn: Drawn) -> CellPlaces:
        assert tracker(tx, scope, "s-1.2026.KG") is not None  # so places ask the store, too
        return places_in(tx, scope, drawn)

    return SchoolReader(
        store=store,
        template=lambda *_: shipped_template(),
        today=lambda: MISSING_DAY,
        is_demo=False,
        places=places,
        rules=lambda tx, scope: access_rules(tx, scope, MISSING_DAY),
    )


def _sync(tx: Tx, scope: Scope, grade: str, number: float) -> None:
    made = tracker(tx, scope, f"s-1.2026.{grade}")
    assert made is not None
    support = VerbatimRow(tab="supports", row_key="r-1", position=1, cells=b"{}")
    seq = store_read(
        tx,
        made,
        run_id=None,
        dirty_seq_seen=made.dirty_seq,
        at=LATER,
        structure_sha="0" * 64,
        rows=[support],
    )
    student = "st-1-1" if grade == "KG" else "st-2-1"
    opened = {MISSING._replace(student=student): EntryValue(number=number, code=None, a1="J10")}
    apply_entries(tx, made, seq, opened=opened, closed={}, moved={})
    replace_issues(tx, made, seq, LATER, [])
    keep_columns(tx, made, {"spring.reading": 8})


def _snow(tx: Tx, scope: Scope) -> None:
    now = calendar(tx, scope)
    last = [one.day for one in now.days if one.kind.is_taught][-1]
    lost = CalendarDay(day=last, kind=DayType.WEATHER, title="Snow", entered_on=MISSING_DAY)
    publish(tx, scope, with_day(now, lost), why="snow", at=LATER)


def _leave(tx: Tx, scope: Scope) -> None:
    known = roster(tx, scope)
    gone = replace(known, students=known.students[1:], enrollments=known.enrollments[1:])
    save_roster(tx, gone, [one.day for one in calendar(tx, scope).days],
                zone="America/Chicago", sha256="b", at=LATER)  # fmt: skip


SEEN = {MISSING._replace(student="st-1-1"): READ_AT}


CHANGES: tuple[Callable[[Tx, Scope], object], ...] = (
    lambda tx, scope: _sync(tx, scope, "KG", 431),
    lambda tx, scope: _sync(tx, scope, "01", 432),
    lambda tx, scope: _sync(tx, scope, "KG", 433),
    lambda tx, scope: give_excuse(tx, scope, EXCUSE, LATER),
    lambda tx, scope: withdraw_excuse(tx, scope, give_excuse(tx, scope, EXCUSE, LATER).public_id,
                                      LATER),
    lambda tx, scope: choose(tx, scope, "t-1", language="es"),
    lambda tx, scope: say_not_mine(tx, scope, "t-1", "st-1-1", LATER),
    lambda tx, scope: decide_end(tx, scope, "t-3@school.example", MISSING_DAY, LATER),
    lambda tx, scope: recall_end(tx, scope, "t-3@school.example", LATER),
    _snow,
    _leave,
)  # fmt: skip


def test_in_a_demo_days_of_rows_and_what_was_in_time_go_by_the_one_clock(
    store: Store, bundle: RosterImport
) -> None:
    fill(store, bundle)
    with store.writing() as tx:
        _sync(tx, Scope(school_id=1), "KG", 431)
    for ahead, in_time in ((timedelta(), False), (timedelta(days=-30), True)):
        overview = _said(replace(_reader(store), ahead=lambda moved=ahead: moved))  # type: ignore[misc]
        (support,) = overview.kept.records["s-1.2026.KG"]
        assert support.seen_on == (LATER + ahead).date()
        seen = {one.key: READ_AT for one in overview.kept.entries}
        spring = reviews_of(overview, seen, ENGLISH).windows[-1]
        timely = spring.shares["timely"]
        assert timely.whole > 0
        assert timely.part == timely.whole * in_time


def test_after_every_change_it_says_what_a_new_one_says(
    tmp_path: Path, bundle: RosterImport
) -> None:
    store = open_store(tmp_path / "store.sqlite3")
    fill(store, bundle)
    reader = _reader(store)
    frames, desks = [_said(reader).students], [desk_of(_said(reader))]
    for change in CHANGES:
        scope = Scope(school_id=1)
        with store.writing() as tx:
            change(tx, scope)
        now, anew = _said(reader), _said(_reader(store))
        assert now == anew, change
        for said in (ENGLISH, speech("es")):
            assert desk_of(now, said=said) == desk_of(anew, said=said), change
            assert reviews_of(now, SEEN, said) == reviews_of(anew, SEEN, said), change
        frames.append(now.students)
        desks.append(desk_of(now))
    assert frames[0] is frames[3], "typing leaves the roster as it was read"
    assert frames[0].keys() - frames[-1].keys() == {"st-1-1"}
    (kindergarten, first), (same, typed_in) = desks[1].classes, desks[2].classes
    assert same is kindergarten, "typing in one tracker leaves the classes of another"
    assert typed_in != first
    store.close()


def _said(reader: SchoolReader) -> Overview:
    found = reader.overview()
    assert found is not None
    return found


@contextmanager
def sent_to(store: Store) -> Iterator[list[str]]:
    """The statements that the store is asked in reading."""
    sent: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        sent.append(" ".join(statement.split()))

    event.listen(store._readers, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store._readers, "before_cursor_execute", note)


def _briefing(store: Store) -> Briefing:
    """What trackers should be; asked for those that were never read."""
    shipped = shipped_template()
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        kept = KeptVersions.of(tx, known.scope)
        return Briefing(
            roster=roster(tx, known.scope),
            calendar=calendar(tx, known.scope),
            template=adopted_template(tx, known.scope, shipped, kept),
            zone=known.zone,
            known=known_trackers(tx, known.scope, kept),
        )


@pytest.mark.slow
def test_versions_of_templates_are_read_once_after_a_sync(
    tmp_path: Path, bundle: RosterImport
) -> None:
    with closing(open_store(tmp_path / "store.sqlite")) as store:
        fill(store, bundle)
        reader = SchoolReader(
            store=store,
            template=lambda tx, scope: adopted_template(tx, scope, shipped_template()),
            today=lambda: MISSING_DAY,
            is_demo=False,
            places=Places(briefing=lambda: _briefing(store), sheets_base="http://127.0.0.1:8765"),
            own=own_of_trackers,
        )
        reader.overview()
        with store.writing() as tx:
            known = school(tx)
            assert known is not None
            _sync(tx, known.scope, "01", 470)
        with sent_to(store) as sent:
            reader.overview()
        assert sum("FROM template_version" in one for one in sent) == 1
