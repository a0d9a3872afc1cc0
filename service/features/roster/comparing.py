"""What a new roster would change, in words, and whether it would end suspiciously much. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheet_templates.counting import counted
from sheet_templates.school import Roster, Student

MOST_ENDED_SHARE = 0.10
FEWEST_ENDED = 5
"""So few endings are asked about in no school, however small: children do move away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPart:
    """Changes of one kind, each in a line."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterChanges:
    """All that a roster would change; `ended` of the `held` enrollments would be over."""

    parts: tuple[RosterPart, ...]
    held: int
    ended: int
    is_same_year: bool

    @property
    def ends_too_much(self) -> bool:
        """Whether somebody has to say that this is right: a bad export looks just like it."""
        much = self.ended > FEWEST_ENDED and self.ended > MOST_ENDED_SHARE * self.held
        return self.is_same_year and much

    @property
    def warning(self) -> str:
        """The question, where there is one."""
        if not self.ends_too_much:
            return ""
        share = round(100 * self.ended / self.held)
        return f"It would end {self.ended} of {self.held} enrollments ({share} %)."


def roster_changes(before: Roster | None, after: Roster) -> RosterChanges:
    """What `after` changes in `before`; everything is new where there was nothing."""
    if before is None:
        return RosterChanges(parts=tuple(_first(after)), held=0, ended=0, is_same_year=False)
    held, stays = _tied(before), _tied(after)
    return RosterChanges(
        parts=tuple(part for part in _parts(before, after) if part.lines),
        held=len(held),
        ended=len(held - stays),
        is_same_year=before.school_year.sourced_id == after.school_year.sourced_id,
    )


def _tied(roster: Roster) -> set[tuple[str, str]]:
    """Which child is in which class, for enrollments that have no end before the year's."""
    end = roster.school_year.ends_on
    return {
        (one.student, one.school_class)
        for one in roster.enrollments
        if one.ends_on is None or one.ends_on >= end
    }


def _first(after: Roster) -> Iterator[RosterPart]:
    lines = (
        counted(len(after.students), "child", "children"),
        counted(len(after.staff), "adult"),
        counted(len(after.classes), "class", "classes"),
    )
    yield RosterPart(title="The first roster", lines=lines)


def _parts(before: Roster, after: Roster) -> Iterator[RosterPart]:
    was = {one.sourced_id: one for one in before.students}
    now = {one.sourced_id: one for one in after.students}
    if before.school_year != after.school_year:
        yield RosterPart(
            title="School year",
            lines=(f"{before.school_year.title} becomes {after.school_year.title}",),
        )
    yield _people("New children", (now[key] for key in now.keys() - was.keys()))
    yield _people("Children who are not in it any more", (was[k] for k in was.keys() - now.keys()))
    yield RosterPart(title="Children in another grade", lines=tuple(_regraded(was, now)))
    yield RosterPart(title="Children in another class", lines=tuple(_moved(before, after)))
    yield from _staff(before, after)


def _people(title: str, children: Iterable[Student]) -> RosterPart:
    return RosterPart(
        title=title, lines=tuple(sorted(f"{_name(one)} (grade {one.grade})" for one in children))
    )


def _name(one: Student) -> str:
    return f"{one.family_name}, {one.given_name}"


def _regraded(was: dict[str, Student], now: dict[str, Student]) -> Iterator[str]:
    for key, one in sorted(now.items(), key=lambda item: _name(item[1])):
        if key in was and was[key].grade != one.grade:
            yield f"{_name(one)}: {was[key].grade} becomes {one.grade}"


def _moved(before: Roster, after: Roster) -> Iterator[str]:
    titles = {one.sourced_id: one.title for one in (*before.classes, *after.classes)}
    was, now = _classes(before), _classes(after)
    for child in sorted(after.students, key=_name):
        old, new = was.get(child.sourced_id, set()), now.get(child.sourced_id, set())
        if child.sourced_id in was and old != new:
            said = [", ".join(sorted(titles[one] for one in each)) or "none" for each in (old, new)]
            yield f"{_name(child)}: {said[0]} becomes {said[1]}"


def _classes(roster: Roster) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {one.sourced_id: set() for one in roster.students}
    for student, school_class in _tied(roster):
        found.setdefault(student, set()).add(school_class)
    return found


def _staff(before: Roster, after: Roster) -> Iterator[RosterPart]:
    was = {one.sourced_id: one for one in before.staff}
    now = {one.sourced_id: one for one in after.staff}
    new = (f"{now[key].name}, {now[key].role.value}" for key in now.keys() - was.keys())
    gone = (f"{was[key].name}, {was[key].role.value}" for key in was.keys() - now.keys())
    yield RosterPart(title="New adults", lines=tuple(sorted(new)))
    yield RosterPart(title="Adults who are not in it any more", lines=tuple(sorted(gone)))
