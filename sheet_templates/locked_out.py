"""Protections of people that shut the service out of what it has to write."""

from collections.abc import Sequence

from sheet_templates.alignment import Alignment
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.drawing import Area, Protection
from sheet_templates.errors import DriftError
from sheet_templates.sentences import several
from sheet_templates.snapshot import SnapshotTab


def check_not_locked_out(
    tab: DesiredTab, actual: SnapshotTab, where: Alignment, edits: Sequence[object]
) -> None:
    """DriftError where the plan has work on the tab and somebody's protection stands in its way.

    Google shows the editors of a protected range to those who may edit it, so one without
    editors is not open to the service. A protection that only warns stops nobody.
    """
    if not edits:
        return
    ours = {one.protected_range_id for one in tab.protections}
    width = max(where.columns.values(), default=0) + 1
    height = max(where.rows.values(), default=0) + 1
    shut = [
        one.description or "without a name"
        for one in actual.protections
        if one.protected_range_id not in ours
        and not (one.editors or one.warns_only)
        and _meets(one.area, width, height)
    ]
    if shut:
        raise DriftError(
            several(
                "In the tab %(tab)s, the protection %(names)s is somebody's own and shuts the "
                "service out. Whoever made it: add the service there (Data, Protect sheets and "
                "ranges) or delete it, then run it again; nothing was written.",
                "In the tab %(tab)s, each of the protections %(names)s is somebody's own and "
                "shuts the service out. Whoever made it: add the service there (Data, Protect "
                "sheets and ranges) or delete it, then run it again; nothing was written.",
                len(shut),
                tab=actual.title,
                names=", ".join(map(repr, shut)),
            )
        )


def _meets(area: Area, width: int, height: int) -> bool:
    return area.first_column < width and area.first_row < height


def is_locked(known: Protection) -> bool:
    """Whether a protection of ours no longer lets the service in."""
    return not (known.editors or known.warns_only)
