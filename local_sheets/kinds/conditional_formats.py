"""Kinds that colour cells by rules. Rules have no id: they are told apart by their place.

Google refuses a rule that looks at another tab (INDIRECT gets round it: its argument is a text),
and knows only bold, italic, strikethrough and colours there (Google: BooleanRule).
"""

import re
from collections.abc import Mapping
from typing import Any

from local_sheets.areas import area_of, stored_range, tab_of
from local_sheets.errors import invalid
from local_sheets.formats import canonical
from local_sheets.holders import RULES
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.protection import Footprint
from local_sheets.workbook import Tab, Workbook

Json = Mapping[str, Any]


_CELL_FORMATS = frozenset({"backgroundColor", "backgroundColorStyle", "textFormat"})
_TEXT_FORMATS = frozenset(
    {"bold", "italic", "strikethrough", "foregroundColor", "foregroundColorStyle"}
)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_OTHER_TAB = re.compile(r"(?:'((?:[^']|'')*)'|([\w.]+))!")


def _kept(workbook: Workbook, rule: Json) -> dict[str, Any]:
    """A rule as it is kept, checked against the grid and against what Google refuses."""
    ranges = rule.get("ranges", [])
    if not ranges:
        raise invalid("A conditional format rule must have at least one range.")
    tabs = {area_of(workbook, one).sheet_id for one in ranges}
    if len(tabs) > 1:
        raise invalid("All ranges of a conditional format rule must be on the same sheet.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise invalid("A conditional format rule needs a booleanRule or a gradientRule.")
    if "booleanRule" in rule:
        _check_boolean(tab_of(workbook, ranges[0]), rule["booleanRule"])
    kept: dict[str, Any] = canonical({name: rule[name] for name in rule if name != "ranges"})
    return {"ranges": [stored_range(one) for one in ranges], **kept}


def _check_boolean(tab: Tab, rule: Json) -> None:
    condition = rule.get("condition", {})
    if condition.get("type", "CONDITION_TYPE_UNSPECIFIED") == "CONDITION_TYPE_UNSPECIFIED":
        raise invalid("A conditional format rule needs a condition with a type.")
    shape = rule.get("format", {})
    foreign = set(shape) - _CELL_FORMATS
    foreign |= set(shape.get("textFormat", {})) - _TEXT_FORMATS
    if foreign:
        raise invalid(
            "Conditional formatting can only set bold, italic, strikethrough, foreground color "
            f"and background color; not {', '.join(sorted(foreign))}."
        )
    for value in condition.get("values", []):
        if looks_elsewhere(value.get("userEnteredValue", ""), tab.title):
            raise invalid("Conditional format rule cannot reference a different sheet.")


def looks_elsewhere(formula: str, title: str) -> bool:
    """Whether a formula refers to a tab of another title; texts inside it do not count."""
    if not formula.startswith("="):
        return False
    bare = _TEXT.sub('""', formula)
    named = [(one[1] or "").replace("''", "'") or one[2] for one in _OTHER_TAB.finditer(bare)]
    return any(name.lower() != title.lower() for name in named)


def _rules(tab: Tab, index: int) -> tuple[Json, ...]:
    """The rules of a tab; 400 when the index names none of them."""
    rules = tab.held(RULES)
    if not 0 <= index < len(rules):
        raise invalid(f"No conditional format on sheet: {tab.sheet_id} at index: {index}")
    return rules


def _areas(turn: Turn, rule: Json) -> Footprint:
    return Footprint(writes=tuple(area_of(turn.workbook, one) for one in rule.get("ranges", [])))


def _add_footprint(turn: Turn) -> Footprint:
    return _areas(turn, part_of(turn.body, "rule"))


def _apply_add(turn: Turn) -> Applied:
    kept = _kept(turn.workbook, part_of(turn.body, "rule"))
    tab = tab_of(turn.workbook, kept["ranges"][0])
    rules = tab.held(RULES)
    at = turn.body.get("index", 0)
    if not 0 <= at <= len(rules):
        raise invalid(f"index[{at}] must be between 0 and {len(rules)}, the number of rules.")
    changed = tab.with_held(RULES, (*rules[:at], kept, *rules[at:]))
    return Applied(workbook=turn.workbook.with_tab(changed))


def _old_footprint(turn: Turn) -> Footprint:
    tab = tab_of(turn.workbook, turn.body)
    index = turn.body.get("index", 0)
    return _areas(turn, _rules(tab, index)[index])


def _apply_delete(turn: Turn) -> Applied:
    tab = tab_of(turn.workbook, turn.body)
    at = turn.body.get("index", 0)
    rules = _rules(tab, at)
    changed = tab.with_held(RULES, (*rules[:at], *rules[at + 1 :]))
    return Applied(workbook=turn.workbook.with_tab(changed), reply={"rule": rules[at]})


def _update_footprint(turn: Turn) -> Footprint:
    old = _old_footprint(turn)
    new = _areas(turn, turn.body.get("rule", {}))
    return Footprint(writes=(*old.writes, *new.writes))


def _apply_update(turn: Turn) -> Applied:
    """Another rule in the same place, or the same rule in another place."""
    body = turn.body
    if ("rule" in body) == ("newIndex" in body):
        raise invalid("updateConditionalFormatRule needs exactly one of 'rule' and 'newIndex'.")
    tab = tab_of(turn.workbook, body)
    at = body.get("index", 0)
    rules = list(_rules(tab, at))
    old = rules.pop(at)
    if "rule" in body:
        kept = _kept(turn.workbook, body["rule"])
        if tab_of(turn.workbook, kept["ranges"][0]).sheet_id != tab.sheet_id:
            raise invalid("A conditional format rule cannot move to a different sheet.")
        rules.insert(at, kept)
        reply = {"newRule": kept, "newIndex": at, "oldRule": old}
    else:
        target = body["newIndex"]
        _rules(tab, target)
        rules.insert(target, old)
        reply = {"newRule": old, "newIndex": target, "oldIndex": at}
    changed = turn.workbook.with_tab(tab.with_held(RULES, tuple(rules)))
    return Applied(workbook=changed, reply=reply)


KINDS = (
    Kind(name="addConditionalFormatRule", footprint=_add_footprint, apply=_apply_add),
    Kind(name="deleteConditionalFormatRule", footprint=_old_footprint, apply=_apply_delete),
    Kind(name="updateConditionalFormatRule", footprint=_update_footprint, apply=_apply_update),
)
