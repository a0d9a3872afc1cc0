"""Work that a page begins and that goes on when the page is left: its progress and its outcome.

Kept in memory, in the one process that serves: what work does is in the store and at Google; what
is lost with the process is only the sentence that told of it.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from threading import Lock, Thread
from typing import Any

from service.speech import marked
from sheet_templates.errors import TracksheetError
from sheet_templates.sentences import sentence

_LOG = logging.getLogger(__name__)
_KEPT = 100
MOST_AT_ONCE = 5
"""How many pieces of one person's work may go on or wait: more only make everybody wait longer."""
_OUR_ERROR = sentence("An error on our side stopped this. It was written to the service's log.")

Options = Mapping[str, Any]
Run = Callable[[str, Options, Callable[[str], None]], Any]


class BusyError(TracksheetError):
    """Somebody has begun so much that is not over yet that nothing more is begun for them."""


class WorkState(Enum):
    """How work stands; the value is the word that people read."""

    RUNNING = marked("going on")
    DONE = marked("done")
    FAILED = marked("broken off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sentences under one heading; those after the first `open_lines` are folded away."""

    title: str
    lines: tuple[str, ...]
    open_lines: int | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines that stand there."""
        return self.lines[: self.open_lines]

    @property
    def folded(self) -> tuple[str, ...]:
        """The lines that are there when they are asked for."""
        return self.lines[len(self.shown) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What can be done then: a form's button, its address and hidden fields.

    `sure` is a sentence that must be ticked before.
    """

    label: str
    address: str
    fields: tuple[tuple[str, str], ...] = ()
    sure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of work: the sentence that answers first, what stands behind it, what is next."""

    answer: str
    parts: tuple[Part, ...] = ()
    next: Next | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done: an operation with its options, how people call it, how it is told.

    `back` is the address of the page it belongs to. `key` names jobs that would do the same.
    """

    operation: str
    options: Options
    title: str
    back: str
    tell: Callable[[Any], Outcome]

    @property
    def key(self) -> str:
        """The same for two jobs that would do the same thing, and tell of it in one place."""
        return f"{self.operation} {self.back} {sorted(self.options.items(), key=str)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work as it stands at this moment; `by` is the person who began it."""

    public_id: str
    job: Job
    by: str
    state: WorkState = WorkState.RUNNING
    said: str = sentence("Waiting for its turn.")
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Works:
    """All work of this process; `run` carries an operation out."""

    run: Run
    _known: dict[str, Work] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, job: Job, by: str) -> Work:
        """Begin the job in the background; their work that is doing the same already, if one is.

        Work of somebody else is not theirs to see, nor does it tell in their language. BusyError
        where as much of theirs as may be goes on or waits already.
        """
        with self._lock:
            theirs = [
                one
                for one in self._known.values()
                if one.state is WorkState.RUNNING and one.by == by
            ]
            for one in theirs:
                if one.job.key == job.key:
                    return one
            if len(theirs) >= MOST_AT_ONCE:
                raise BusyError(
                    sentence(
                        "You have %(count)s pieces of work waiting or going on already, which is "
                        "the most for one person at a time. Nothing new was begun. Wait until one "
                        "of them is over, then ask again.",
                        count=len(theirs),
                    )
                )
            work = Work(public_id=secrets.token_urlsafe(9), job=job, by=by)
            self._known[work.public_id] = work
            self._forget_the_oldest()
        Thread(target=self._carry_out, args=(work,), daemon=True).start()
        return work

    def find(self, public_id: str) -> Work | None:
        """The work of that id, None for one that is not known or long over."""
        with self._lock:
            return self._known.get(public_id)

    def _carry_out(self, work: Work) -> None:
        job = work.job
        try:
            result = self.run(job.operation, job.options, lambda text: self._note(work, said=text))
            self._note(work, state=WorkState.DONE, outcome=job.tell(result))
        except TracksheetError as error:
            problems = (Part(title=sentence("What stood in the way"), lines=tuple(error.problems)),)
            outcome = Outcome(answer=error.reason, parts=problems if error.problems else ())
            self._note(work, state=WorkState.FAILED, outcome=outcome)
        except Exception:  # noqa: BLE001 - whoever waits must hear of a bug too
            _LOG.exception("work %s broke off", job.operation)
            self._note(work, state=WorkState.FAILED, outcome=Outcome(answer=_OUR_ERROR))

    def _note(self, work: Work, **changed: Any) -> None:
        with self._lock:
            now = self._known.get(work.public_id, work)
            self._known[work.public_id] = replace(now, **changed)

    def _forget_the_oldest(self) -> None:
        over = [key for key, one in self._known.items() if one.state is not WorkState.RUNNING]
        for key in over[: max(0, len(self._known) - _KEPT)]:
            del self._known[key]
