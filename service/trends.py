"""How a child's last score stands to the one before, in words."""

from collections.abc import Sequence

from service.speech import Speech
from sheet_templates.measures import plain


def trend_in_words(scored: Sequence[tuple[str, float]], said: Speech) -> str:
    """Says what changed, and not whether that is good; nothing for fewer than two scores.

    `scored` are scores on one scale with the windows they are of, in order of time.
    """
    if len(scored) < 2:
        return ""
    (before, was), (_, is_now) = scored[-2:]
    change = round(is_now - was, 4)
    if not change:
        return said.say("The same as in %(window)s.", window=before)
    by = plain(abs(change))
    if change > 0:
        return said.say("Up %(by)s since %(window)s.", by=by, window=before)
    return said.say("Down %(by)s since %(window)s.", by=by, window=before)
