"""The first sentence of a page or a card: what somebody owes, and how a school stands."""

from collections.abc import Sequence

from service.access import Person
from service.left import left_for
from service.overview import Overview
from service.speech import ENGLISH, Speech
from sheet_templates.school import Role
from sync.domain.completeness import Completeness, JudgedEntry
from sync.store.run_trouble import RunTrouble


def own_answer(overview: Overview, person: Person, said: Speech = ENGLISH) -> str:
    """What this person owes, until when; or what lies ahead; in a language."""
    left = left_for(overview, person.sourced_id)
    if not left.is_nothing:
        return left.answer(said)
    judged = overview.judged_for(person.sourced_id)
    others = overview.notes_for(person.sourced_id) or overview.milestones_for(person.sourced_id)
    if not judged and not others:
        return _no_scores(person, said)
    done = said.say("Nothing is left to do today.")
    return f"{done} {_ahead(overview, judged, said)}".strip()


def school_answer(overview: Overview, counts: Completeness, said: Speech) -> str:
    """How complete the opened windows of the school are; `counts` are theirs."""
    if not counts.expected:
        nothing = said.say("Nothing is due yet.")
        return f"{nothing} {_next_window(overview, said)}"
    if counts.missing:
        return said.several(
            "%(count)s of %(whole)s scores is missing.",
            "%(count)s of %(whole)s scores are missing.",
            counts.missing,
            whole=said.number(counts.expected),
        )
    if counts.late or counts.open:
        nothing = said.say("Nothing is missing.")
        return f"{nothing} {awaited(counts, said)}"
    done = said.percent(counts.done, counts.expected)
    return said.say("Nothing is missing: %(share)s is done.", share=done)


def broken_off(trouble: RunTrouble, said: Speech) -> str:
    """Why no figure is newer than the last whole run, and what to do."""
    return said.say("The last sync did not finish: %(why)s", why=said.tell(trouble.words))


def awaited(counts: Completeness, said: Speech) -> str:
    """How many scores are late and how many not yet due."""
    parts = []
    if counts.late:
        parts += [said.several("%(count)s is late", "%(count)s are late", counts.late)]
    if counts.open:
        parts += [
            said.several("%(count)s is not yet due", "%(count)s are not yet due", counts.open)
        ]
    return said.several(
        "Of %(count)s score %(parts)s.",
        "Of %(count)s scores %(parts)s.",
        counts.expected,
        parts=said.listed(parts),
    )


def _no_scores(person: Person, said: Speech) -> str:
    if person.role is Role.INTERVENTION_STAFF:
        return said.say(
            "You owe no scores. Your place is the progress notes of the trackers below."
        )
    return said.say("You owe no scores: no class of yours has children in a tracker.")


def _ahead(overview: Overview, judged: Sequence[JudgedEntry], said: Speech) -> str:
    if not judged:
        return ""
    points = [one.checkpoint for one in judged if not one.has_opened(overview.today)]
    if not points:
        return said.say("All scores of this school year are in. Thank you.")
    first = min(points, key=lambda point: point.opens_on)
    return said.say(
        "The next window, %(window)s, opens %(opens)s and is due %(due)s.",
        window=first.title.lower(),
        opens=said.day(first.opens_on),
        due=said.day(first.due_on),
    )


def _next_window(overview: Overview, said: Speech) -> str:
    ahead = [point for point in overview.checkpoints if point.opens_on > overview.today]
    if not ahead:
        return said.say("No window is left in this school year.")
    first = min(ahead, key=lambda point: point.opens_on)
    return said.say(
        "The next window, %(window)s, opens %(opens)s.",
        window=first.title.lower(),
        opens=said.day(first.opens_on),
    )
