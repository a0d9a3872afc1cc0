"""Templates with fewer spare rows than schools have: a tracker is then drawn and read sooner."""

from dataclasses import replace

from sheet_templates.columns import TabKind
from sheet_templates.model import TrackerTemplate


def with_spare_rows(template: TrackerTemplate, count: int) -> TrackerTemplate:
    """The same template with another number of spare rows on each tab of records."""
    tabs = (
        replace(tab, spare_rows=count) if tab.kind is TabKind.RECORDS else tab
        for tab in template.tabs
    )
    return replace(template, tabs=tuple(tabs))
