"""template + roster + calendar dates + people -> DesiredTracker: how a tracker should be.

The result does not depend on today: colours follow the date by formula, so that a new day is no
reason to write. Nothing in it is a cell that people own.
"""

from dataclasses import replace

from sheet_templates.columns import TabKind, TabRule
from sheet_templates.desired.brief import Brief, Projections, WrittenNote, english
from sheet_templates.desired.lists import lists_tab
from sheet_templates.desired.orders import ordered_like, with_moved
from sheet_templates.desired.parts import DesiredRow, DesiredTab, DesiredTracker
from sheet_templates.desired.records import records_tab
from sheet_templates.desired.ruled import with_rules
from sheet_templates.desired.start_here import start_tab
from sheet_templates.desired.students import students_tab
from sheet_templates.desired.telling import told
from sheet_templates.drawing import Mark, Permission, Place
from sheet_templates.identity import stable_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import together

TAB_MARK, ROW_MARK, COLUMN_MARK, TRACKER_MARK = "tab", "rid", "cid", "tracker"

__all__ = [
    "Brief",
    "DesiredRow",
    "DesiredTab",
    "DesiredTracker",
    "Projections",
    "WrittenNote",
    "desired_tracker",
]


def desired_tracker(brief: Brief) -> DesiredTracker:
    """The whole tracker that a brief asks for."""
    drawn = _drawn(brief)
    if not brief.before:
        return drawn
    earlier = [_drawn(_as_it_was(brief, one)) for one in brief.before]
    tabs = tuple(
        with_moved(tab, (other for one in earlier for other in one.tabs)) for tab in drawn.tabs
    )
    if not any(tab.moved for tab in tabs):
        return drawn
    unmoved = _drawn(replace(brief, template=ordered_like(brief.template, brief.before[0])))
    return replace(drawn, tabs=tabs, unmoved=unmoved)


def _as_it_was(brief: Brief, before: TrackerTemplate) -> Brief:
    """The brief by an earlier version, without the windows and milestones that it had not."""
    windows = {one.key for one in before.cadence.windows}
    milestones = {one.key for one in before.cadence.milestones}
    return replace(
        brief,
        template=before,
        before=(),
        checkpoints=tuple(one for one in brief.checkpoints if one.key in windows),
        milestones=tuple(one for one in brief.milestones if one.key in milestones),
    )


def _drawn(brief: Brief) -> DesiredTracker:
    tabs = tuple(_tab(brief, rule) for rule in brief.template.tabs if rule.off is None)
    file_mark = Mark(
        metadata_id=stable_id(brief.tracker_id, "mark"),
        key=TRACKER_MARK,
        value=brief.tracker_id,
        place=Place.SPREADSHEET,
    )
    drawn = DesiredTracker(
        tracker_id=brief.tracker_id,
        title=together(
            [
                brief.template.title,
                brief.title_subject,
                brief.calendar.school_year.title,
                brief.school.name,
            ],
            between=", ",
        ),
        time_zone=brief.time_zone,
        locale="en_US",
        tabs=tabs,
        marks=(file_mark, *(mark for tab in tabs for mark in _marks(brief.tracker_id, tab))),
        permissions=tuple(
            Permission(email=person.email, role="writer")
            for person in brief.team.everyone
            if person.email.lower() != brief.service_identity.lower()  # it has the file already
        ),
        withdrawn=brief.shared_with - {person.email.lower() for person in brief.team.everyone},
    )
    ruled = with_rules(drawn, brief.team, brief.grade, brief.rules)
    return ruled if brief.tell is english else told(ruled, brief.tell)


def _tab(brief: Brief, rule: TabRule) -> DesiredTab:
    if rule.kind is TabKind.RECORDS:
        return records_tab(brief, rule)
    draw = {TabKind.START: start_tab, TabKind.STUDENTS: students_tab, TabKind.LISTS: lists_tab}
    return draw[rule.kind](brief)


def _marks(tracker_id: str, tab: DesiredTab) -> list[Mark]:
    """The marks that name the tab, and on a keyed tab each of its columns and rows."""
    marks = [_mark(tracker_id, tab, Place.TAB, TAB_MARK, tab.key, 0)]
    if tab.is_keyed:
        for index, column in enumerate(tab.columns):
            marks.append(_mark(tracker_id, tab, Place.COLUMN, COLUMN_MARK, column.key, index))
        for index, row in enumerate(tab.rows):
            marks.append(_mark(tracker_id, tab, Place.ROW, ROW_MARK, row.key, index))
    return marks


def _mark(tracker_id: str, tab: DesiredTab, place: Place, key: str, value: str, index: int) -> Mark:
    return Mark(
        metadata_id=stable_id(tracker_id, "mark", tab.key, place.value, value),
        key=key,
        value=value,
        place=place,
        sheet_id=tab.sheet_id,
        index=index,
    )
