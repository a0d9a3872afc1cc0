"""Ending somebody's access in one step, and proving it; lending it until a day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from service.features.access.doors import Doors
from sheet_templates.access_rules import StandIn
from sheet_templates.errors import TracksheetError
from sheet_templates.school import Role, StaffMember
from sheet_templates.sentences import sentence
from sync.domain.audit import Repair
from sync.doorkeeping import TakenOut
from sync.errors import GoogleError, TrackerError
from sync.store.access import (
    Decision,
    decide_end,
    due_to_end,
    end_stand_in,
    let_stand_in,
    mark_ended,
    recall_end,
    set_group,
)
from sync.store.addresses import google_addresses, keep_google_address
from sync.store.engine import Tx


class AccessError(TracksheetError):
    """Access cannot be ended, lent or grouped in that way; nothing was decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndReport:
    """What ending somebody's access took from them, and what reading back still shows.

    `files` are trackers by public id, `ranges` how many protected ranges. Their pages are closed
    from the moment the end is decided: each request asks for the role of that day.
    """

    email: str
    ends_on: date
    is_due: bool
    files: tuple[str, ...] = ()
    ranges: int = 0
    left: tuple[str, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether nothing is left of it."""
        return self.is_due and not self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Ending and lending access to a school's trackers."""

    doors: Doors
    progress: Callable[[str], None]

    def end(self, person: str, ends_on: date) -> EndReport:
        """End somebody's access from a day on; today or earlier: now.

        `person` is an address, a sourcedId or a full name. The decision is stored before Google
        is asked, so that a night finishes what breaks off.
        """
        email = self._address(person)
        if email in self.doors.owners:
            raise AccessError(
                f"{person} is a document owner, and no tracker is ever without one. Let somebody "
                "else take over first: `tracksheet owner hand-over`."
            )
        if email == self.doors.service_identity.lower():
            raise AccessError(f"{email} is the service itself; without it nothing can be synced.")
        with self.doors.store.writing() as tx:
            decide_end(tx, self.doors.scope, email, ends_on, self.doors.now())
        due = [one for one in self._due() if one.email == email and not one.is_stand_in]
        if not due:
            return EndReport(email=email, ends_on=ends_on, is_due=False)
        return self._carry_out(due[0])

    def end_all_due(self) -> list[EndReport]:
        """Carry out every end that is due: decided ones, and stand-ins whose last day is over."""
        return [self._carry_out(one) for one in self._due()]

    def restore(self, person: str) -> str:
        """Take the end back and give everything that the roster says; the address."""
        email = self._address(person)
        with self.doors.store.writing() as tx:
            if not recall_end(tx, self.doors.scope, email, self.doors.now()):
                raise AccessError(f"The access of {email} has not been ended.")
        self._grant()
        return email

    def stand_in(self, email: str, person: str, until: date, name: str | None) -> StandIn:
        """Let `email` do what `person` may, to the end of the day `until`; at once."""
        known = {one.email.lower(): one for one in self.doors.roster.staff}
        for_email, email = self._address(person), email.lower()
        problems = []
        if "@" not in email:
            problems.append(f"{email!r} is no e-mail address.")
        if for_email not in known:
            problems.append(f"{person} is not on the roster, so there is nothing to lend.")
        if until < self.doors.today:
            problems.append(f"{until} is over; name today or a later day.")
        if email == for_email:
            problems.append("Nobody can stand in for themselves.")
        if problems:
            raise AccessError("Nobody can stand in like this.", problems)
        there = known.get(email)
        lent = StandIn(
            email=email,
            name=name or (there.name if there else email),
            stands_in_for=for_email,
            until=until,
        )
        with self.doors.store.writing() as tx:
            let_stand_in(tx, self.doors.scope, lent, self.doors.now())
        with self._unless_refused(
            email, lambda tx: end_stand_in(tx, self.doors.scope, lent, self.doors.now())
        ):
            self._grant()
        return lent

    def address(self, person: str, address: str | None) -> str:
        """Say that somebody is `address` to Google, None: whom the roster says; at once.

        The address from before loses the files. AccessError for somebody who is not on the staff,
        whose access has ended, for an address that is somebody else's, and for one that Google
        refuses.
        """
        with self.doors.store.reading() as tx:
            known = google_addresses(tx, self.doors.scope)
        held = self._address(person)
        of_roster = {google: roster for roster, google in known.items()}.get(held, held)
        wanted = (address or of_roster).lower()
        problems = list(self._not_theirs(person, held, wanted))
        if problems:
            raise AccessError("Nobody can have this address.", problems)

        def keep(tx: Tx, address: str) -> None:
            keep_google_address(tx, self.doors.scope, of_roster, address, self.doors.now())

        with self.doors.store.writing() as tx:
            keep(tx, wanted)
        with self._unless_refused(wanted, lambda tx: keep(tx, held)):
            self._grant()
        self._close_what_is_covered([held])
        return wanted

    def _not_theirs(self, person: str, held: str, wanted: str) -> Iterator[str]:
        staff = {one.email.lower() for one in self.doors.roster.staff}
        leaders = {one.email.lower() for one in self.doors.roster.leaders}
        if "@" not in wanted:
            yield f"{wanted!r} is no e-mail address."
        if held not in staff:
            yield f"{person} is not on the staff of the roster."
        if wanted != held and wanted in staff | leaders:
            yield f"{wanted} is somebody else's address in the roster."
        if self.doors.rules().ended & {held, wanted}:
            yield f"The access of {person} has ended; restore it first: access restore."

    def group(self, role: Role, grade: str | None, address: str | None) -> None:
        """Let a group stand for a role, or with None the persons again."""
        if role is Role.DOCUMENT_OWNER:
            raise AccessError("The document owner is one person, not a group.")
        if role is Role.TEACHER and grade is None:
            raise AccessError(
                "Teachers get their own grade's tracker only, so their group needs a grade: add "
                "--grade. A group of all teachers would open every tracker to all of them."
            )
        if address is not None and "@" not in address:
            raise AccessError(f"{address!r} is no group's address.")
        before = [
            one.address
            for one in self.doors.rules().groups
            if (one.role, one.grade) == (role, grade)
        ]
        with self.doors.store.writing() as tx:
            set_group(tx, self.doors.scope, role, grade, address and address.lower())
        was = before[0] if before else None
        with self._unless_refused(
            address, lambda tx: set_group(tx, self.doors.scope, role, grade, was)
        ):
            self._grant()
        persons = [one.email.lower() for one in self.doors.roster.staff if one.role is role]
        self._close_what_is_covered([*before, *persons])

    def _close_what_is_covered(self, addresses: list[str]) -> None:
        """Close by name what is open by group now, or the other way round; opening came first."""
        desired = self.doors.desired()
        for tracker in self.doors.made():
            wanted = desired.get(tracker.public_id)
            if wanted is None:
                continue
            assert tracker.spreadsheet_id is not None
            there = {one.address for one in self.doors.doorkeeping.held(tracker.spreadsheet_id)}
            there -= {one.email.lower() for one in wanted.permissions}
            for address in sorted(there.intersection(addresses)):
                self.doors.doorkeeping.take_out(tracker.spreadsheet_id, address, wanted)

    def _due(self) -> list[Decision]:
        with self.doors.store.reading() as tx:
            return due_to_end(tx, self.doors.scope, self.doors.today)

    def _carry_out(self, decision: Decision) -> EndReport:
        desired = self.doors.desired()
        files, ranges, left = list[str](), 0, list[str]()
        for tracker in self.doors.made():
            assert tracker.spreadsheet_id is not None
            self.progress(sentence("taking %(tracker)s away", tracker=tracker.public_id))
            taken: TakenOut = self.doors.doorkeeping.take_out(
                tracker.spreadsheet_id, decision.email, desired.get(tracker.public_id)
            )
            files += [tracker.public_id] if taken.had_file else []
            ranges += len(taken.ranges)
            left += [f"{tracker.public_id}: {one}" for one in taken.left]
        if not left:
            with self.doors.store.writing() as tx:
                mark_ended(tx, decision, self.doors.now())
        return EndReport(
            email=decision.email,
            ends_on=decision.ends_on,
            is_due=True,
            files=tuple(files),
            ranges=ranges,
            left=tuple(left),
        )

    def _grant(self) -> None:
        """Open and protect as the rules now say; what else is wrong is left to the audit."""
        known, desired = self.doors.known(), self.doors.desired()
        problems = []
        for tracker in self.doors.made():
            wanted = desired.get(tracker.public_id)
            if wanted is None:
                continue
            assert tracker.spreadsheet_id is not None
            self.progress(sentence("opening %(tracker)s", tracker=tracker.public_id))
            keeper = self.doors.doorkeeping
            for is_left in (False, True):
                missing = [
                    one
                    for one in keeper.look(tracker.spreadsheet_id, wanted, known).findings
                    if one.repair is Repair.AT_ONCE and (one.share or one.edit)
                ]
                if is_left:
                    problems += [f"{tracker.public_id}: {one.sentence}" for one in missing]
                elif missing:
                    keeper.repair(tracker.spreadsheet_id, missing)
                else:
                    break
        if problems:
            raise TrackerError("It is decided, but not everything was opened.", problems)

    @contextmanager
    def _unless_refused(
        self, address: str | None, take_back: Callable[[Tx], None]
    ) -> Iterator[None]:
        """Take the decision back where Google will not share with the address at all.

        Kept, it would stop every later change of these trackers at the same address. What breaks
        off otherwise stays decided, and a night finishes it.
        """
        try:
            yield
        except GoogleError as error:
            is_refused = error.code == HTTPStatus.BAD_REQUEST
            if not address or not is_refused or address.lower() not in error.reason.lower():
                raise
            with self.doors.store.writing() as tx:
                take_back(tx)
            raise AccessError(
                f"Google does not share with {address}, so nothing was decided. Correct the "
                "address, or have an account made for it first.",
                [error.reason],
            ) from error

    def _address(self, person: str) -> str:
        """Who somebody is to Google: named by an address, by sourcedId or by full name."""
        if "@" in person:
            with self.doors.store.reading() as tx:
                known = google_addresses(tx, self.doors.scope)
            return known.get(person.lower(), person.lower())
        found = [one for one in self.doors.roster.staff if person in _names(one)]
        if len(found) != 1:
            how_many = "Nobody" if not found else f"{len(found)} people"
            raise AccessError(f"{how_many} on the roster: {person!r}. Name the e-mail address.")
        return found[0].email.lower()


def _names(person: StaffMember) -> tuple[str, str]:
    return person.sourced_id, person.name
