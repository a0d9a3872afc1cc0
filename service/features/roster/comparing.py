"""What a new roster would change, in words, and whether it would end suspiciously much. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheet_templates.school import Role, Roster, StaffMember, Student
from sheet_templates.sentences import Sentence, about, sentence, several, together

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
        return sentence(
            "It would end %(ended)s of %(held)s enrollments (%(share)s %%).",
            ended=self.ended,
            held=self.held,
            share=share,
        )


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
        several("%(count)s child", "%(count)s children", len(after.students)),
        several("%(count)s adult", "%(count)s adults", len(after.staff)),
        several("%(count)s class", "%(count)s classes", len(after.classes)),
    )
    yield RosterPart(title=sentence("The first roster"), lines=lines)


def _parts(before: Roster, after: Roster) -> Iterator[RosterPart]:
    was = {one.sourced_id: one for one in before.students}
    now = {one.sourced_id: one for one in after.students}
    if before.school_year != after.school_year:
        yield RosterPart(
            title=sentence("School year"),
            lines=(_becomes(before.school_year.title, after.school_year.title),),
        )
    yield _people(sentence("New children"), (now[key] for key in now.keys() - was.keys()))
    gone = sentence("Children who are not in it any more")
    yield _people(gone, (was[key] for key in was.keys() - now.keys()))
    regraded, moved = tuple(_regraded(was, now)), tuple(_moved(before, after))
    yield RosterPart(title=sentence("Children in another grade"), lines=regraded)
    yield RosterPart(title=sentence("Children in another class"), lines=moved)
    yield from _staff(before, after)


def _people(title: str, children: Iterable[Student]) -> RosterPart:
    return RosterPart(
        title=title,
        lines=tuple(
            sorted(
                sentence("%(name)s (grade %(grade)s)", name=_name(one), grade=one.grade)
                for one in children
            )
        ),
    )


def _becomes(old: str, new: str) -> Sentence:
    return sentence("%(old)s becomes %(new)s", old=old, new=new)


def _name(one: Student) -> str:
    return f"{one.family_name}, {one.given_name}"


def _regraded(was: dict[str, Student], now: dict[str, Student]) -> Iterator[str]:
    for key, one in sorted(now.items(), key=lambda item: _name(item[1])):
        if key in was and was[key].grade != one.grade:
            yield about(_name(one), _becomes(was[key].grade, one.grade))


def _moved(before: Roster, after: Roster) -> Iterator[str]:
    titles = {one.sourced_id: one.title for one in (*before.classes, *after.classes)}
    was, now = _classes(before), _classes(after)
    for child in sorted(after.students, key=_name):
        old, new = was.get(child.sourced_id, set()), now.get(child.sourced_id, set())
        if child.sourced_id in was and old != new:
            said = [sorted(titles[one] for one in each) for each in (old, new)]
            before_and_now = [", ".join(each) if each else sentence("none") for each in said]
            yield about(_name(child), _becomes(*before_and_now))


def _classes(roster: Roster) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {one.sourced_id: set() for one in roster.students}
    for student, school_class in _tied(roster):
        found.setdefault(student, set()).add(school_class)
    return found


def _staff(before: Roster, after: Roster) -> Iterator[RosterPart]:
    was = {one.sourced_id: one for one in before.staff}
    now = {one.sourced_id: one for one in after.staff}
    new = (_adult(now[key]) for key in now.keys() - was.keys())
    gone = (_adult(was[key]) for key in was.keys() - now.keys())
    yield RosterPart(title=sentence("New adults"), lines=tuple(sorted(new)))
    yield RosterPart(title=sentence("Adults who are not in it any more"), lines=tuple(sorted(gone)))


def _adult(one: StaffMember) -> Sentence:
    return together([one.name, _ROLES[one.role]], between=", ")


_ROLES = {
    Role.DOCUMENT_OWNER: sentence("document owner"),
    Role.TEACHER: sentence("teacher"),
    Role.INTERVENTION_STAFF: sentence("intervention staff"),
}
