"""A list of caseloads (CSV or Excel): which staff member has which student, from when to when.

A child is on one caseload at a time. The list is the whole one: who is no longer in it is off.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from service.features.roster.comparing import FEWEST_ENDED, MOST_ENDED_SHARE, RosterPart
from service.features.roster.findings import Findings, Place
from service.features.roster.plain_lists import SUFFIXES, lines_of, refuse
from sheet_templates.school import CaseloadSpell, Roster
from sync.errors import RosterError

COLUMNS = ("staff e-mail", "student id", "from", "to")
"""The header of a list, in any order and case; further columns are left alone."""
_NEEDED = COLUMNS[:2]
_ISO_LENGTH = len("2026-09-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A spell of the list, on its line."""

    line: int
    spell: CaseloadSpell


def read_caseloads(
    path: Path,
    roster: Roster,
    today: date,
    addresses: Mapping[str, str] = MappingProxyType({}),
) -> tuple[CaseloadSpell, ...]:
    """The spells of the list, by child and day; RosterError holds all its problems.

    Staff are named by the address at Google, or by the roster's where `addresses` says that it is
    another one. A row without `from` keeps the day since which the child has been on that caseload,
    else begins `today`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise RosterError(f"{path.name} is no list; save it as CSV (UTF-8) or as .xlsx.")
    findings = Findings()
    staff = {one.email.lower(): one.sourced_id for one in roster.staff}
    staff |= {of_roster: staff[one] for of_roster, one in addresses.items() if one in staff}
    rows = list(_rows(path, roster, staff, today, findings))
    _check_one_at_a_time(path, rows, findings)
    refuse(path, findings)
    return tuple(sorted((row.spell for row in rows), key=_by_child))


def _by_child(spell: CaseloadSpell) -> tuple[str, date]:
    return spell.student, spell.begins_on


def _rows(
    path: Path, roster: Roster, staff: Mapping[str, str], today: date, findings: Findings
) -> Iterator[_Row]:
    lines = _content(path, findings)
    header = [cell.strip().casefold() for cell in lines[0][1]] if lines else []
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        findings.error(
            Place(path.name, 1), f"there is no column {', '.join(missing)}", "name it in the header"
        )
        return
    since = {
        (one.staff_member, one.student): one.begins_on
        for one in roster.caseloads
        if one.ends_on is None or today <= one.ends_on
    }
    reader = _Reader(
        findings=findings,
        staff=staff,
        students=frozenset(one.sourced_id for one in roster.students),
        since=since,
        today=today,
    )
    for number, cells in lines[1:]:
        said = {name: cells[header.index(name)].strip() for name in COLUMNS if name in header}
        spell = reader.spell(Place(path.name, number), said)
        if spell is not None:
            yield _Row(line=number, spell=spell)


def _content(path: Path, findings: Findings) -> list[tuple[int, list[str]]]:
    try:
        return lines_of(path, path.read_bytes(), findings)
    except OSError as error:
        raise RosterError(f"{path} cannot be read: {error.strerror}; check the path.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Makes spells of rows; `since` are the first days of those that go on."""

    findings: Findings
    staff: Mapping[str, str]
    students: frozenset[str]
    since: Mapping[tuple[str, str], date]
    today: date

    def spell(self, place: Place, said: Mapping[str, str]) -> CaseloadSpell | None:
        """The row's spell; None where it has a problem, which is then told."""
        email, student = said["staff e-mail"].lower(), said["student id"]
        person = self._known(place, "staff e-mail", email, self.staff)
        child = self._known(place, "student id", student, {one: one for one in self.students})
        begins, begins_is_day = self._day(place, "from", said.get("from", ""))
        ends, ends_is_day = self._day(place, "to", said.get("to", ""))
        if person is None or child is None or not (begins_is_day and ends_is_day):
            return None
        begins = begins or self.since.get((person, child), self.today)
        if ends is not None and ends < begins:
            self.findings.error(
                replace(place, column="to"),
                f"{ends} is before the first day, {begins}",
                "write the first day in from, the last in to",
            )
            return None
        return CaseloadSpell(staff_member=person, student=child, begins_on=begins, ends_on=ends)

    def _known(self, place: Place, column: str, text: str, known: Mapping[str, str]) -> str | None:
        if text not in known:
            said = f"{text} is not in the present roster" if text else "is empty"
            remedy = "correct it, or import a roster that has it" if text else "fill it in"
            self.findings.error(replace(place, column=column), said, remedy)
        return known.get(text)

    def _day(self, place: Place, column: str, text: str) -> tuple[date | None, bool]:
        """The day, and whether it is one or nothing."""
        if not text:
            return None, True
        try:
            return date.fromisoformat(text[:_ISO_LENGTH]), True  # Excel's dates have a time
        except ValueError:
            self.findings.error(
                replace(place, column=column), f"{text!r} is no day", "write it as 2026-09-01"
            )
            return None, False


def _check_one_at_a_time(path: Path, rows: Iterable[_Row], findings: Findings) -> None:
    """A child stands in one file: two would ask for the same scores twice."""
    ordered = sorted(rows, key=lambda row: (_by_child(row.spell), row.line))
    for earlier, later in pairwise(ordered):
        one, other, day = earlier.spell, later.spell, later.spell.begins_on
        if one.student == other.student and (one.ends_on is None or day <= one.ends_on):
            findings.error(
                Place(path.name, later.line, "student id"),
                f"{other.student} is on the caseload of line {earlier.line} on {day} too",
                "end the one before the other begins: a child stands in one file at a time",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadChanges:
    """What a list would change as of a day; `ended` of the `held` children would be off."""

    parts: tuple[RosterPart, ...]
    held: int
    ended: int

    @property
    def warning(self) -> str:
        """What somebody has to agree to: a list of a part of the school looks just like it."""
        if self.ended <= FEWEST_ENDED or self.ended <= MOST_ENDED_SHARE * self.held:
            return ""
        share = round(100 * self.ended / self.held)
        return f"It would take {self.ended} of {self.held} children off their caseload ({share} %)."


def caseload_changes(
    roster: Roster, after: Sequence[CaseloadSpell], today: date
) -> CaseloadChanges:
    """What the list changes in who is on whose caseload, now or from a later day on."""
    was, now = _going_on(roster.caseloads, today), _going_on(after, today)
    names = {one.sourced_id: f"{one.family_name}, {one.given_name}" for one in roster.students}
    people = {one.sourced_id: one.name for one in roster.staff}

    def said(child: str, spell: CaseloadSpell) -> str:
        until = f" to {spell.ends_on}" if spell.ends_on else ""
        person = people.get(spell.staff_member, spell.staff_member)
        return f"{names.get(child, child)}: {person}, from {spell.begins_on}{until}"

    both = was.keys() & now.keys()
    parts = {
        "New on a caseload": [said(child, now[child]) for child in now.keys() - was.keys()],
        "On another caseload, or with other dates": [
            said(child, now[child]) for child in both if was[child] != now[child]
        ],
        "On no caseload any more": [said(child, was[child]) for child in was.keys() - now.keys()],
    }
    return CaseloadChanges(
        parts=tuple(
            RosterPart(title=title, lines=tuple(sorted(lines)))
            for title, lines in parts.items()
            if lines
        ),
        held=len(was),
        ended=len(was.keys() - now.keys()),
    )


def _going_on(spells: Iterable[CaseloadSpell], today: date) -> dict[str, CaseloadSpell]:
    """Each child's first spell that is not over."""
    left = [one for one in spells if one.ends_on is None or today <= one.ends_on]
    return {one.student: one for one in sorted(left, key=_by_child, reverse=True)}
