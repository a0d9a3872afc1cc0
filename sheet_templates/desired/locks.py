"""Who may edit which cells of the Students tab; every cell lies under one protection at most."""

from collections.abc import Iterator
from itertools import groupby

from sheet_templates.desired.brief import Brief
from sheet_templates.desired.columns import DrawnColumn, Part
from sheet_templates.drawing import Area, Protection
from sheet_templates.measures import Rows
from sheet_templates.roles import Role
from sheet_templates.school import StaffMember
from sheet_templates.sentences import about, sentence, together

TAB = "students"
Columns = tuple[DrawnColumn, ...]


def protections(brief: Brief, columns: Columns, first_row: int) -> Iterator[Protection]:
    """The head, then neighbouring columns of the same editors together; free columns have none."""
    sheet_id = brief.sheet_id(TAB)
    free = next((at for at, one in enumerate(columns) if one.part is Part.FREE), None)
    yield brief.protect(
        TAB,
        "head",
        Area(sheet_id=sheet_id, end_row=first_row, end_column=free),
        sentence("Headers: the document owner"),
    )
    if free is not None:
        facts = Area(sheet_id=sheet_id, end_row=first_row - 1, first_column=free)
        yield brief.protect(TAB, "facts", facts, sentence("What formulas compute from"))
    for key, run in groupby(enumerate(columns), key=lambda entry: _editing(entry[1])):
        places = [at for at, _ in run]
        roles, rows, is_free = key
        area = Area(
            sheet_id=sheet_id,
            first_row=first_row,
            first_column=places[0],
            end_column=places[-1] + 1,
        )
        if not is_free:
            yield from _run(brief, columns[places[0]], area, roles, rows)


def _editing(column: DrawnColumn) -> tuple[tuple[Role, ...], Rows, bool]:
    roles = column.editors if column.part.is_peoples else ()
    ordered = tuple(role for role in Role if role in roles)
    return ordered, column.rows if roles else Rows.ALL, column.part is Part.FREE


def _run(
    brief: Brief, first: DrawnColumn, area: Area, roles: tuple[Role, ...], rows: Rows
) -> Iterator[Protection]:
    if not roles:
        said = (
            sentence("Ids and names: from the roster")
            if first.part is Part.HIDDEN
            else sentence("Computed columns: filled by the service")
        )
        yield brief.protect(TAB, first.key, area, said)
        return
    name = sentence("Scores") if first.part is Part.SCORE else first.header
    if rows is Rows.ALL:
        people = brief.people_of(roles)
        yield brief.protect(TAB, first.key, area, about(name, _who(roles)), *_emails(people))
        return
    yield from _by_class(brief, first.key, area, roles)


def _by_class(brief: Brief, part: str, area: Area, roles: tuple[Role, ...]) -> Iterator[Protection]:
    """A block of rows per class, for its own teachers; what lies below is for the keepers."""
    others = brief.people_of(role for role in roles if role is not Role.TEACHER)
    row = area.first_row
    for number, (school_class, run) in enumerate(
        groupby(
            place.enrollment.school_class if place.enrollment else None for place in brief.places
        )
    ):
        end = row + len(list(run))
        own = brief.team.by_class.get(school_class or "", ()) if Role.TEACHER in roles else ()
        block = Area(
            sheet_id=area.sheet_id,
            first_row=row,
            end_row=end,
            first_column=area.first_column,
            end_column=area.end_column,
        )
        names = ", ".join(person.name for person in own) or sentence("nobody yet")
        yield brief.protect(
            TAB,
            f"{part}.{school_class or number}",
            block,
            about(sentence("Scores of one class"), names),
            *_emails((*own, *others)),
        )
        row = end
    below = Area(
        sheet_id=area.sheet_id,
        first_row=row,
        first_column=area.first_column,
        end_column=area.end_column,
    )
    yield brief.protect(TAB, f"{part}.below", below, sentence("Below the last class"))


def _emails(people: tuple[StaffMember, ...]) -> list[str]:
    return [person.email for person in people]


def _who(roles: tuple[Role, ...]) -> str:
    words = {
        Role.TEACHER: sentence("this file's teachers"),
        Role.INTERVENTION_STAFF: sentence("intervention staff"),
        Role.DOCUMENT_OWNER: sentence("the document owner"),
    }
    return together([words[role] for role in roles], between=", ")
