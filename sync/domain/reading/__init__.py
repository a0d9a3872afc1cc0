"""One cell -> an entry, nothing, or a doubt that says what stands there and what to do.

Four outcomes, no fifth: accepted, normalised and noted, quarantined, blank. A doubt never becomes
a value; what can be read in two ways names both; blank is never zero.
"""

from sync.domain.reading.cell import read_cell, read_entry
from sync.domain.reading.codes import CodeTable
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.reading.remedies import Asked
from sync.domain.reading.verbatim import kept_cells, plain, shown, verbatim

__all__ = [
    "Asked",
    "CodeTable",
    "Doubt",
    "Reading",
    "kept_cells",
    "plain",
    "read_cell",
    "read_entry",
    "shown",
    "verbatim",
]
