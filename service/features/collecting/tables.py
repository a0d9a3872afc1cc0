"""All talks as a table for a spreadsheet: a line for each statement of each talk, without names."""

import csv
import io
from collections.abc import Iterator, Sequence

from service.features.collecting.statements import VERSIONS, WORDING
from service.features.collecting.view import LEVELS
from service.harmless import harmless
from service.speech import Speech
from sync.domain.self_checks import SelfCheck, Talk, talks


def as_csv(checks: Sequence[SelfCheck], said: Speech) -> str:
    """The whole history, the latest talk first; text that a spreadsheet would run stays text."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_header(said))
    for talk in talks(checks):
        writer.writerows([harmless(one) for one in row] for row in _rows(talk, said))
    return target.getvalue()


def _header(said: Speech) -> list[str]:
    begins = (said.say("From"), said.say("To"), said.say("People"), said.say("Part"))
    levels = (said.tell(word) for word in LEVELS.values())
    return [*begins, said.say("Statement"), *levels, said.say("Comments")]


def _rows(talk: Talk, said: Speech) -> Iterator[list[object]]:
    days = talk.begins_on.isoformat(), talk.ends_on.isoformat()
    for part in VERSIONS[talk.version]:
        for key in part.statements:
            tally = talk.said_to(key)
            counts = (count for _, count in tally.counts)
            told = said.tell(part.title), said.tell(WORDING[key])
            comments = "\n".join(tally.comments)
            yield [*days, len(talk.checks), *told, *counts, comments]
