"""A line of the doctor's, and what a report is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    PROBLEM = "problem"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that has to be right: what it is, how it stands, and what to do if it does not."""

    name: str
    state: State
    text: str
    remedy: str = ""


def fine(name: str, text: str) -> Check:
    """It is right."""
    return Check(name=name, state=State.OK, text=text)


def problem(name: str, text: str, remedy: str) -> Check:
    """It is wrong."""
    return Check(name=name, state=State.PROBLEM, text=text, remedy=remedy)


def not_tried(name: str, text: str) -> Check:
    """It could not be looked at, or need not be."""
    return Check(name=name, state=State.NOT_TRIED, text=text)


def is_healthy(checks: Iterable[Check]) -> bool:
    """Whether no check found a problem."""
    return all(one.state is not State.PROBLEM for one in checks)
