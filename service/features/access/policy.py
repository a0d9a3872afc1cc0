"""The policy table: who may do what where, and why, read back from Google and not typed."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from service.features.access.doors import Doors
from sheet_templates.access_rules import AccessRules
from sheet_templates.drawing import Facet, Protection
from sheet_templates.model import Audience
from sheet_templates.school import Role, StaffMember
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import parse_snapshot
from sheet_templates.subjects import Subject, subject_of
from sync.domain.audit import THE_SERVICE, Held
from sync.doorkeeping import RANGES
from sync.store.trackers import Tracker

NO_REASON = sentence("no reason is known; see `tracksheet audit`")
ROLE_WORDS = {
    Role.TEACHER: sentence("teacher"),
    Role.INTERVENTION_STAFF: sentence("intervention staff"),
    Role.DOCUMENT_OWNER: sentence("document owner"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """One holder of one tracker: what they may there, and why.

    `grade` is whose tracker it is: a grade's or a class's title. `may` is Google's role in
    people's words; `ranges` are the protected ranges that they may edit, `closed_ranges` those
    that they may not.
    """

    tracker: str
    grade: str
    who: str
    role: str
    may: str
    ranges: tuple[str, ...]
    closed_ranges: tuple[str, ...]
    reason: str


_MAY = {
    "reader": sentence("view"),
    "commenter": sentence("comment"),
    "writer": sentence("edit"),
    "owner": sentence("own"),
}


def policy(doors: Doors) -> Iterator[PolicyRow]:
    """All rows, by tracker, as Drive and Sheets answer now."""
    rules = doors.rules()
    for tracker in doors.made():
        assert tracker.spreadsheet_id is not None
        raw = doors.doorkeeping.gateway.read(tracker.spreadsheet_id, RANGES)
        snapshot = parse_snapshot(raw, frozenset({Facet.PROTECTIONS}))
        ranges = [one for tab in snapshot.tabs for one in tab.protections]
        held = doors.doorkeeping.held(tracker.spreadsheet_id)
        yield from policy_of(doors, rules, tracker, held, ranges)


def policy_of(
    doors: Doors,
    rules: AccessRules,
    tracker: Tracker,
    held: Iterable[Held],
    ranges: Collection[Protection],
) -> Iterator[PolicyRow]:
    """The rows of one tracker, from who has the file and which ranges are protected."""
    people = {one.email.lower(): one for one in doors.roster.staff}
    for one in held:
        yield PolicyRow(
            tracker=tracker.public_id,
            grade=_subject(doors, tracker).title,
            who=_who(one),
            role=_role(one, people.get(one.address), doors, rules),
            may=_MAY.get(one.role, sentence("manage")),
            ranges=tuple(sorted(each.description for each in ranges if _opens(each, one))),
            closed_ranges=tuple(
                sorted(each.description for each in ranges if not _opens(each, one))
            ),
            reason=_reason(one, tracker, doors, rules),
        )


def _subject(doors: Doors, tracker: Tracker) -> Subject:
    """Whose tracker it is; of an earlier year what its grade says today."""
    found = doors.subjects.get(tracker.public_id)
    return found or subject_of(doors.roster, Audience.TEAM, tracker.grade)


def _who(held: Held) -> str:
    return {"anyone": sentence("anyone who has the link")}.get(held.kind, held.address)


def _opens(protection: Protection, held: Held) -> bool:
    if held.role in {"reader", "commenter"}:
        return False
    listed = {one.lower() for one in (*protection.editors, *protection.groups)}
    return protection.warns_only or held.role == "owner" or held.address in listed


def _role(held: Held, person: StaffMember | None, doors: Doors, rules: AccessRules) -> str:
    if held.address == doors.service_identity.lower():
        return THE_SERVICE
    if held.kind == "group":
        found = [ROLE_WORDS[one.role] for one in rules.groups if one.address == held.address]
        return sentence("group: %(role)s", role=found[0]) if found else sentence("group")
    if person is not None:
        return ROLE_WORDS[person.role]
    lent = [one for one in rules.stand_ins if one.email == held.address]
    return sentence("stand-in") if lent else sentence("none")


def _reason(held: Held, tracker: Tracker, doors: Doors, rules: AccessRules) -> str:
    """Why somebody has it; the first reason that holds."""
    if held.address == doors.service_identity.lower():
        return sentence("sets the tracker up and reads it")
    for one in rules.stand_ins:
        if one.email == held.address:
            return sentence(
                "stands in for %(name)s until %(day)s", name=one.stands_in_for, day=one.until
            )
    for group in rules.groups:
        if group.address == held.address and group.grade in {_subject(doors, tracker).grade, None}:
            return sentence("stands for: %(role)s", role=ROLE_WORDS[group.role])
    person = next((p for p in doors.roster.staff if p.email.lower() == held.address), None)
    if person is not None and held.address not in rules.ended:
        reason = _of_roster(person, tracker, doors)
        if reason:
            return reason
    return sentence("member of the shared drive") if held.is_inherited else NO_REASON


def _of_roster(person: StaffMember, tracker: Tracker, doors: Doors) -> str | None:
    roster = doors.roster
    if person.role is Role.DOCUMENT_OWNER:
        return sentence("answers for the school's trackers")
    subject = _subject(doors, tracker)
    if subject.audience is Audience.CASELOAD:
        return sentence("serves these students") if person.sourced_id == subject.key else None
    if person.role is Role.INTERVENTION_STAFF:
        return sentence("intervention staff of the school: writes progress notes")
    classes = {one.school_class for one in roster.enrollments if one.student in subject.students}
    if subject.audience is Audience.CLASS:
        classes = {subject.key}
    taught = {
        one.school_class for one in roster.assignments if one.staff_member == person.sourced_id
    }
    titles = [one.title for one in roster.classes if one.sourced_id in classes & taught]
    return sentence("teaches %(classes)s", classes=", ".join(titles)) if titles else None
