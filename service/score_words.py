"""A score in the words of whoever reads it."""

from service.speech import Speech
from sheet_templates.desired.cells import YES_NO
from sheet_templates.measures import ScaleKind
from sheet_templates.model import TrackerTemplate


def score_in_words(says: str, metric: str, template: TrackerTemplate | None, said: Speech) -> str:
    """Yes and no in the language where the metric knows only these; all else as it stands.

    A level that a school has named stays as it named it.
    """
    return said.tell(YES_NO.get(says, says)) if _is_yes_or_no(metric, template) else says


def _is_yes_or_no(metric: str, template: TrackerTemplate | None) -> bool:
    if template is None:
        return False
    found = (one for one in template.metrics if one.key == metric)
    return any(template.scale_of(one).kind is ScaleKind.YES_NO for one in found)
