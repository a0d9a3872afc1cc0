"""Problems of reading: what no spreadsheet may hold, because whoever opens it reads all of it."""

import re
from collections.abc import Iterator

from sheet_templates.model import TrackerTemplate
from sheet_templates.sensitivity import NEVER_IN_A_SPREADSHEET, TELLING_WORDS, TOLD, Sensitivity
from sheet_templates.sentences import about, sentence

_REMEDY = sentence(
    "hiding and protecting hide nothing, so it never stands in a "
    "spreadsheet; keep it in the service"
)


def disclosures(template: TrackerTemplate) -> Iterator[str]:
    """A problem for each column and metric that says more than its readers may see."""
    for path, name, sensitivity in _all(template):
        if sensitivity in NEVER_IN_A_SPREADSHEET:
            yield about(f"{path}.sensitivity", about(TOLD[sensitivity], _REMEDY))
            continue
        for told, words in TELLING_WORDS.items():
            if any(re.search(rf"\b{re.escape(word)}", name.lower()) for word in words):
                yield about(
                    path,
                    sentence(
                        '"%(name)s" speaks of %(told)s: %(remedy)s',
                        name=name,
                        told=TOLD[told],
                        remedy=_REMEDY,
                    ),
                )


def _all(template: TrackerTemplate) -> Iterator[tuple[str, str, Sensitivity]]:
    for metric in template.metrics:
        yield f"metrics.{metric.key}", metric.title, metric.sensitivity
    for tab in template.tabs:
        for column in tab.columns:
            yield f"tabs.{tab.key}.columns.{column.key}", column.header, column.sensitivity
