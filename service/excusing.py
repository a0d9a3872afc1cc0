"""Giving an excuse: what pages, cards, mails and commands say is checked in one place."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import sentence
from sync.domain.excuses import Excuse
from sync.domain.scope import Scope
from sync.errors import ExcuseError
from sync.store.engine import Tx
from sync.store.excuses import GivenExcuse, give_excuse

LONGEST_REASON = 300
"""Characters of the reason that people give in their own words."""


def give(
    tx: Tx, scope: Scope, template: TrackerTemplate, given: GivenExcuse, at: datetime
) -> Excuse:
    """Store the excuse; ExcuseError names all that the template or the roster does not know."""
    codes = {one.code.upper(): one.code for one in template.excuse_codes}
    problems = list(_problems(template, codes, given))
    if problems:
        raise ExcuseError(sentence("The excuse cannot be given; nothing was stored"), problems)
    return give_excuse(tx, scope, replace(given, code=codes[given.code.upper()]), at)


def _problems(
    template: TrackerTemplate, codes: dict[str, str], given: GivenExcuse
) -> Iterator[str]:
    windows = sorted(one.key for one in template.cadence.windows)
    metrics = [one.key for one in template.metrics]
    asked = (
        (sentence("code"), given.code.upper(), given.code, codes.keys(), codes.values()),
        (sentence("window"), given.checkpoint, given.checkpoint, windows, windows),
        (sentence("metric"), given.metric, given.metric, metrics, metrics),
    )
    for what, key, said, known, shown in asked:
        if key is not None and key not in known:
            yield sentence(
                "%(what)s is '%(said)s'; it is one of %(shown)s",
                what=what,
                said=said or "",
                shown=", ".join(shown),
            )
    if len(given.reason) > LONGEST_REASON:
        yield sentence(
            "The reason has %(count)s characters; %(most)s is the most.",
            count=len(given.reason),
            most=LONGEST_REASON,
        )
