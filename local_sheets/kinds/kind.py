"""What a kind of batchUpdate request is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local_sheets.calls import Editor
from local_sheets.clock import Moment
from local_sheets.errors import invalid
from local_sheets.field_mask import Mask, parse_mask
from local_sheets.protection import Footprint
from local_sheets.workbook import Workbook

Json = Mapping[str, Any]

NO_FIELDS = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request of a batch: the workbook that the earlier ones left, the body, the caller.

    `moment` is what formulas and dates without a year take for now.
    """

    workbook: Workbook
    body: Json
    editor: Editor
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a request made: the new workbook, and the reply if the kind has one."""

    workbook: Workbook
    reply: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of request.

    The body's shape is checked against Google's schema before; `footprint` says what the request
    touches (the protections are checked against it); `apply` carries it out. Both refuse with
    GoogleError, whose text gets its place in the batch in front.
    """

    name: str
    footprint: Callable[[Turn], Footprint]
    apply: Callable[[Turn], Applied]


def fields_mask(body: Json) -> Mask:
    """The `fields` of a request; Google refuses an empty one."""
    text = body.get("fields")
    if not text:
        raise invalid(NO_FIELDS)
    return parse_mask(text)


def part_of(body: Json, name: str) -> Json:
    """A message that a request cannot do without."""
    part: Json | None = body.get(name)
    if part is None:
        raise invalid(f"The field '{name}' is required.")
    return part


def check_names(mask: Mask, allowed: frozenset[str]) -> None:
    """Refuse a mask that names a field which cannot be written this way."""
    if mask.everything:
        return
    wrong = sorted(set(mask.children) - allowed)
    if wrong:
        raise invalid(f"Invalid field: {', '.join(wrong)}")
