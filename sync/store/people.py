"""What people chose for themselves, and which children they said are not theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, select, update

from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.domain.telling_people import USUAL, PersonChoice
from sync.errors import RosterError
from sync.store import schema
from sync.store.engine import Tx
from sync.store.ids import id_of
from sync.store.schema_people import not_mine, person_choice
from sync.store.told import person as person_of_row
from sync.store.told import whose, with_people


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMine:
    """A person's word that a child is not theirs; both by sourcedId."""

    person: str
    student: str
    said_at: datetime


def choices(tx: Tx, scope: Scope) -> dict[str, PersonChoice]:
    """What people chose, by sourcedId; who chose nothing is not in it."""
    query = (
        select(
            person_of_row().label("person"),
            person_choice.c.language,
            person_choice.c.letters,
            person_choice.c.feed_sha256,
        )
        .select_from(with_people(person_choice))
        .where(person_choice.c.school_id == scope.school_id)
    )
    return {
        row.person: PersonChoice(
            language=row.language, letters=row.letters, has_feed=row.feed_sha256 is not None
        )
        for row in tx.execute(query)
    }


def choose(tx: Tx, scope: Scope, person: str, **chosen: Any) -> None:
    """Keep what a person chose: `language`, `letters`, `feed_sha256` (None: no feed any more).

    RosterError for a person whom no roster of the school ever had.
    """
    try:
        theirs = whose(tx, scope, person)
    except LookupError as error:
        raise RosterError(
            sentence('No roster of the school has "%(person)s".', person=person)
        ) from error
    mine = and_(*(person_choice.c[column] == value for column, value in theirs.items() if value))
    if tx.execute(update(person_choice).where(mine).values(chosen)).rowcount:
        return
    usual = {"language": USUAL.language, "letters": USUAL.letters}
    owned = {"school_id": scope.school_id, **theirs}
    tx.execute(insert(person_choice).values({**owned, **usual, **chosen}))


def person_of_feed(tx: Tx, scope: Scope, feed_sha256: str) -> str | None:
    """Whose feed stands under the secret of this digest, by sourcedId; None for nobody's."""
    query = (
        select(person_of_row())
        .select_from(with_people(person_choice))
        .where(person_choice.c.school_id == scope.school_id)
        .where(person_choice.c.feed_sha256 == feed_sha256)
    )
    found: str | None = tx.scalar(query)
    return found


def say_not_mine(tx: Tx, scope: Scope, person: str, student: str, at: datetime) -> None:
    """Keep a person's word that a child is not theirs; saying it twice changes nothing."""
    person_id = _id(tx, scope, schema.staff_member, person)
    student_id = _id(tx, scope, schema.student, student)
    this = (not_mine.c.staff_member_id == person_id) & (not_mine.c.student_id == student_id)
    if tx.scalar(select(not_mine.c.id).where(this)) is None:
        said: Mapping[str, Any] = {
            "school_id": scope.school_id,
            "staff_member_id": person_id,
            "student_id": student_id,
            "said_at": at,
        }
        tx.execute(insert(not_mine).values(said))


def said_not_mine(tx: Tx, scope: Scope) -> list[NotMine]:
    """Every such word, the first first; whether it still matters is the roster's affair."""
    people, students = schema.staff_member, schema.student
    query = (
        select(
            people.c.sourced_id.label("person"),
            students.c.sourced_id.label("student"),
            not_mine.c.said_at,
        )
        .join_from(not_mine, people, not_mine.c.staff_member_id == people.c.id)
        .join(students, not_mine.c.student_id == students.c.id)
        .where(not_mine.c.school_id == scope.school_id)
        .order_by(not_mine.c.id)
    )
    return [NotMine(**row) for row in tx.execute(query).mappings()]


def _id(tx: Tx, scope: Scope, table: Any, sourced_id: str) -> int:
    found = id_of(tx, scope, table, sourced_id)
    if found is None:
        raise RosterError(
            sentence('No roster of the school has "%(sourced_id)s".', sourced_id=sourced_id)
        )
    return found
