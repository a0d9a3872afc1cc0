"""What a well-shaped template may still say wrongly; every problem with its path and remedy."""

from sheet_templates.lint.basics import basics
from sheet_templates.lint.disclosure import disclosures
from sheet_templates.lint.goals import goals
from sheet_templates.lint.lines import lines
from sheet_templates.lint.metrics import metric_problems
from sheet_templates.lint.milestones import milestones
from sheet_templates.lint.notes import notes
from sheet_templates.lint.remarks import remarks
from sheet_templates.lint.tabs import tab_problems
from sheet_templates.lint.views import view_problems
from sheet_templates.model import TrackerTemplate

__all__ = ["lint", "remarks"]


def lint(template: TrackerTemplate) -> list[str]:
    """All problems of sense in a template; an empty list means that it can be drawn."""
    return [
        *basics(template),
        *lines(template),
        *metric_problems(template),
        *tab_problems(template),
        *view_problems(template),
        *notes(template),
        *goals(template),
        *milestones(template),
        *disclosures(template),
    ]
