"""Columns that stand in another order than by an earlier version of the template. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sheet_templates.columns import Column
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.measures import Metric
from sheet_templates.model import TrackerTemplate

Part = TypeVar("Part", Metric, Column)


def with_moved(tab: DesiredTab, earlier: Iterable[DesiredTab]) -> DesiredTab:
    """The tab knowing which of its columns stood elsewhere in one of the `earlier` ones.

    Where some did, so did those that the earlier one has not: one that comes back stands hidden
    among the others in an order of its own.
    """
    found: frozenset[str] = frozenset()
    for one in earlier:
        if one.key == tab.key and tab.is_keyed:
            there = _keys(one)
            elsewhere = moved(_keys(tab), there)
            found |= elsewhere | (set(_keys(tab)) - set(there)) if elsewhere else elsewhere
    return replace(tab, moved=found)


def moved(now: Sequence[str], before: Sequence[str]) -> frozenset[str]:
    """As few keys as may be that stand elsewhere among those which are in both orders."""
    place = {key: at for at, key in enumerate(before)}
    common = [key for key in now if key in place]
    return frozenset(common) - frozenset(_ascending(common, [place[key] for key in common]))


def _ascending(keys: Sequence[str], places: Sequence[int]) -> list[str]:
    """The longest run of keys, in order, whose places ascend."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else None)
        ends[length:] = [place, *ends[length + 1 :]]
        last[length:] = [at, *last[length + 1 :]]
    chain: list[str] = []
    step = last[-1] if last else None
    while step is not None:
        chain.append(keys[step])
        step = before[step]
    return chain


def _keys(tab: DesiredTab) -> list[str]:
    return [column.key for column in tab.columns]


def ordered_like(template: TrackerTemplate, before: TrackerTemplate) -> TrackerTemplate:
    """The template with its columns in the order of an earlier one, new ones behind theirs."""
    columns = {tab.key: tab.columns for tab in before.tabs}
    return replace(
        template,
        metrics=_in_order(template.metrics, before.metrics),
        tabs=tuple(
            replace(tab, columns=_in_order(tab.columns, columns.get(tab.key, ())))
            for tab in template.tabs
        ),
    )


def _in_order(parts: Sequence[Part], before: Sequence[Part]) -> tuple[Part, ...]:
    there = {part.key: part for part in parts}
    line = [part.key for part in before if part.key in there]
    at = -1
    for part in parts:
        if part.key in line:
            at = line.index(part.key)
        else:
            at += 1
            line.insert(at, part.key)
    return tuple(there[key] for key in line)
