"""Faults that a test asks for: an error status, a delay, a connection that is dropped."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

from local_sheets.request_log import Api

_FIELDS = {"route", "api", "label", "status", "latency", "after", "count", "drop"}
_STATUSES = (409, 429, 500, 503)


class ConnectionDropped(ConnectionError):  # noqa: N818 - an event, as seen from the client
    """The connection is to be closed without an answer."""


class Drop(StrEnum):
    """When a connection breaks: before the request is applied, or after it."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: which requests it meets, and what it does to them.

    `route` is a shell pattern over "METHOD /path"; `after` requests that match are let
    through first; `count` is how many it meets, or nothing for all; `latency` is in seconds.
    """

    number: int
    route: str = "*"
    api: Api | None = None
    label: str | None = None
    status: int | None = None
    latency: float = 0.0
    drop: Drop | None = None
    after: int = 0
    count: int | None = 1

    def matches(self, route: str, api: Api, label: str) -> bool:
        """Whether this fault is about such a request."""
        return (
            fnmatchcase(route, self.route)
            and self.api in (None, api)
            and self.label in (None, label)
        )


def parse_fault(body: Any, number: int) -> Fault:
    """A fault from the JSON of POST /local/faults; raises ValueError with all problems."""
    if not isinstance(body, dict):
        raise ValueError("the body must be an object with " + ", ".join(sorted(_FIELDS)))  # noqa: TRY004
    problems = [f"unknown field {name!r}" for name in sorted(set(body) - _FIELDS)]
    _check(body, problems)
    if problems:
        raise ValueError("; ".join(problems))
    return Fault(
        number=number,
        route=body.get("route") or "*",
        api=Api(body["api"]) if body.get("api") else None,
        label=body.get("label"),
        status=body.get("status"),
        latency=float(body.get("latency") or 0),
        drop=Drop(body["drop"]) if body.get("drop") else None,
        after=body.get("after") or 0,
        count=body.get("count", 1),
    )


def _check(body: Mapping[str, Any], problems: list[str]) -> None:
    tests: dict[str, tuple[Callable[[Any], bool], str]] = {
        "route": (lambda value: isinstance(value, str), "text"),
        "label": (lambda value: isinstance(value, str), "text"),
        "api": (lambda value: value in [*Api], "one of " + ", ".join(Api)),
        "drop": (lambda value: value in [*Drop], "one of " + ", ".join(Drop)),
        "status": (lambda value: value in _STATUSES, f"one of {_STATUSES}"),
        "latency": (_is_delay, "a number of seconds from 0 to 300"),
        "after": (_is_count, "a whole number"),
        "count": (_is_count, "a whole number"),
    }
    for name, (passes, wanted) in tests.items():
        value = body.get(name)
        if value is not None and not passes(value):
            problems.append(f"{name} must be {wanted}")


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_delay(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 300


class Faults:
    """The faults in force; each request takes the first that matches and is due."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = itertools.count(1)
        self._faults: dict[int, Fault] = {}

    def add(self, body: Any) -> Fault:
        """Put a fault in force; raises ValueError if the body is wrong."""
        fault = parse_fault(body, next(self._numbers))
        with self._lock:
            self._faults[fault.number] = fault
        return fault

    def clear(self) -> None:
        """Nothing fails any more."""
        with self._lock:
            self._faults.clear()

    def all(self) -> list[Fault]:
        """The faults still in force."""
        with self._lock:
            return list(self._faults.values())

    def take(self, route: str, api: Api, label: str) -> Fault | None:
        """The fault that meets this request, counted down; nothing if none is due."""
        with self._lock:
            for fault in list(self._faults.values()):
                if not fault.matches(route, api, label):
                    continue
                if fault.after:
                    self._faults[fault.number] = replace(fault, after=fault.after - 1)
                    continue
                self._count_down(fault)
                return fault
        return None

    def _count_down(self, fault: Fault) -> None:
        if fault.count is None:
            return
        if fault.count <= 1:
            del self._faults[fault.number]
        else:
            self._faults[fault.number] = replace(fault, count=fault.count - 1)
