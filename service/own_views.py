"""The filter view of one's own students, as links into a spreadsheet open it. Pure."""

from collections.abc import Callable, Mapping
from functools import cache

from service.overview import Overview
from sheet_templates.desired.views import class_view_id
from sheet_templates.subjects import places_in
from sync.domain.completeness import JudgedEntry

OwnView = Callable[[JudgedEntry], int | None]
"""Gives the filter view that shows a score's row among those of its class; None for no view."""


def own_views(overview: Overview) -> OwnView:
    """The view of the class that owes a score.

    None where the template has no such views, and for a child who has changed class since the due
    date: its row stands under the new one, and the view would hide it.
    """

    @cache
    def classes(tracker: str) -> Mapping[str, str]:
        subject = overview.frame.trackers[tracker].subject
        return {
            place.student.sourced_id: place.enrollment.school_class
            for place in places_in(overview.kept.roster, subject)
            if place.enrollment
        }

    def view(one: JudgedEntry) -> int | None:
        tracker, school_class = overview.tracker_with(one), one.expected.school_class
        if school_class is None or classes(tracker).get(one.expected.student) != school_class:
            return None
        return class_view_id(tracker, overview.template_in(tracker), school_class)

    return view
