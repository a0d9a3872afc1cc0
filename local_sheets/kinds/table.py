"""The one table of all kinds that the local server carries out."""

from collections.abc import Mapping

from local_sheets.kinds import (
    banding,
    borders,
    cells,
    comments,
    conditional_formats,
    developer_metadata,
    dimensions,
    embedded,
    filters,
    groups,
    merges,
    names,
    pasting,
    protections,
    shifts,
    sorting,
    tab_duplicates,
    tabs,
    texts,
)
from local_sheets.kinds.kind import Kind

_MODULES = (
    tabs,
    tab_duplicates,
    cells,
    dimensions,
    groups,
    shifts,
    sorting,
    pasting,
    texts,
    merges,
    borders,
    names,
    protections,
    developer_metadata,
    conditional_formats,
    banding,
    filters,
    embedded,
    comments,
)
KINDS: Mapping[str, Kind] = {kind.name: kind for module in _MODULES for kind in module.KINDS}
