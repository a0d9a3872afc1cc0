"""The closed sets that the store writes down by name."""

from enum import StrEnum


class RunKind(StrEnum):
    """What started a run of the sync."""

    NIGHTLY = "nightly"
    MANUAL = "manual"


class Outcome(StrEnum):
    """What a run did with one tracker."""

    SYNCED = "synced"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class AttemptState(StrEnum):
    """How far carrying out a plan got; UNKNOWN: it was broken off, Google may have applied it."""

    OPEN = "open"
    APPLIED = "applied"
    FAILED = "failed"
    UNKNOWN = "unknown"
