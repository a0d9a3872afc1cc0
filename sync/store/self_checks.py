"""Keeping what people say of how the school collects data, and giving all of it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, insert, select

from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.domain.self_checks import Answer, SelfCheck
from sync.domain.short_ids import short_id
from sync.errors import SelfCheckError
from sync.store.engine import Tx
from sync.store.schema_self_checks import self_check, self_check_answer
from sync.store.told import person, whose, with_people


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCheck:
    """Answers as somebody gives them; `once` names the asking, which may reach us twice."""

    check: SelfCheck
    once: str


def keep_check(tx: Tx, scope: Scope, new: NewCheck, at: datetime) -> None:
    """Store the answers; nothing where this asking was answered before.

    SelfCheckError for a person whom no roster of the school ever had.
    """
    said = new.check
    public_id = short_id("self-check", scope.school_id, said.by, new.once)
    if tx.scalar(select(exists().where(self_check.c.public_id == public_id))):
        return
    try:
        theirs = whose(tx, scope, said.by)
    except LookupError as error:
        raise SelfCheckError(
            sentence('No roster of the school has "%(person)s".', person=said.by)
        ) from error
    row = {
        "school_id": scope.school_id,
        "public_id": public_id,
        **theirs,
        "version": said.version,
        "answered_on": said.on,
        "recorded_at": at,
    }
    check_id = tx.scalar(insert(self_check).values(row).returning(self_check.c.id))
    answers = [
        {
            "school_id": scope.school_id,
            "self_check_id": check_id,
            "statement": one.statement,
            "level": one.level,
            "comment": one.comment,
        }
        for one in said.answers
    ]
    tx.execute(insert(self_check_answer), answers)


def checks(tx: Tx, scope: Scope) -> list[SelfCheck]:
    """All answers of the school, in the order in which they came."""
    answers: dict[int, list[Answer]] = {}
    mine = self_check_answer.c.school_id == scope.school_id
    for row in tx.execute(select(self_check_answer).where(mine).order_by(self_check_answer.c.id)):
        answer = Answer(statement=row.statement, level=row.level, comment=row.comment)
        answers.setdefault(row.self_check_id, []).append(answer)
    query = (
        select(
            self_check.c.id,
            person().label("by"),
            self_check.c.version,
            self_check.c.answered_on,
        )
        .select_from(with_people(self_check))
        .where(self_check.c.school_id == scope.school_id)
        .order_by(self_check.c.id)
    )
    return [
        SelfCheck(
            by=row.by,
            version=row.version,
            on=row.answered_on,
            answers=tuple(answers.get(row.id, ())),
        )
        for row in tx.execute(query)
    ]
