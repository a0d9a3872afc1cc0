"""The one table of all kinds that the local server carries out."""

from collections.abc import Mapping

from local_sheets.kinds import (
    cells,
    conditional_formats,
    developer_metadata,
    dimensions,
    protections,
    tabs,
)
from local_sheets.kinds.kind import Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for module in (tabs, cells, dimensions, protections, developer_metadata, conditional_formats)
    for kind in module.KINDS
}
