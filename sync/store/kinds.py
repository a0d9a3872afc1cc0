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


class LetterState(StrEnum):
    """How far a letter got.

    HELD: somebody wants to read it first. SENDING: it is being handed over; after a crash it
    becomes UNKNOWN, for SMTP cannot say whether it arrived. KEPT: no mail server is set, so it can
    be read here. WITHDRAWN: somebody decided that it is not to go out.
    """

    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


class NoteUse(StrEnum):
    """What somebody did with restricted notes."""

    READ = "read"
    WROTE = "wrote"
    REVISED = "revised"
    WITHDREW = "withdrew"
