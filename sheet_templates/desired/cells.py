"""The cells of the Students tab: facts per column, headers, one row per student."""

from collections.abc import Iterator
from datetime import date

from sheet_templates import looks
from sheet_templates.code_words import words_for
from sheet_templates.columns import RosterFact
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.columns import (
    CLASS_COLUMN,
    KEY_COLUMN,
    OWED_FROM,
    OWED_UNTIL,
    DrawnColumn,
    Part,
)
from sheet_templates.desired.formulas import growth, level, own, to_do
from sheet_templates.desired.lists import level_lines, lists_place
from sheet_templates.desired.parts import DesiredRow
from sheet_templates.drawing import PLAIN, Cell, Formula, Look, Value
from sheet_templates.filled import DATED
from sheet_templates.identity import row_key
from sheet_templates.measures import Metric, Scale, ScaleKind, whole
from sheet_templates.model import TrackerTemplate
from sheet_templates.roles import Role
from sheet_templates.school import Checkpoint
from sheet_templates.sentences import ShortDay, either, sentence, together
from sheet_templates.team import Place

TAB = "students"
FACT_ROWS = ("key", "opens", "due", "missing_from", "lowest", "highest", "codes", "cut")
YES_NO = {"yes": sentence("yes"), "no": sentence("no")}
NOT_EXPECTED = "-"  # in an "excused" column: nothing is expected of this student here
Columns = tuple[DrawnColumn, ...]


def student_row_key(tracker_id: str, student: str) -> str:
    """The key of a child's row in a tracker."""
    return row_key(tracker_id, TAB, student)


def drawn_facts(brief: Brief, columns: Columns) -> Iterator[DesiredRow]:
    """The hidden rows from which colours and the To do column compute."""
    facts = {
        column.key: _facts(brief, column)
        for column in columns
        if column.part not in (Part.HIDDEN, Part.ROSTER)
    }
    for fact in FACT_ROWS:
        cells = {
            key: Cell(value=known[fact][0], look=known[fact][1])
            for key, known in facts.items()
            if fact in known
        }
        label = {KEY_COLUMN: Cell(value=fact, look=looks.FACT_TEXT)}
        yield DesiredRow(key=f"fact.{fact}", cells=label | cells, hidden=True)


def _facts(brief: Brief, column: DrawnColumn) -> dict[str, tuple[Value, Look]]:
    facts: dict[str, tuple[Value, Look]] = {"key": (column.key, looks.FACT_TEXT)}
    if column.part is not Part.SCORE or column.metric is None or column.checkpoint is None:
        return facts
    metric, point, scale = column.metric, column.checkpoint, brief.template.scale_of(column.metric)
    is_owed = metric.is_expected
    words = f"|{'|'.join(_typed_words(brief, scale, scale.words))}|"
    return facts | {
        "opens": (point.opens_on if is_owed else None, looks.FACT_DATE),
        "due": (point.due_on if is_owed else None, looks.FACT_DATE),
        "missing_from": (point.missing_from if is_owed else None, looks.FACT_DATE),
        "lowest": (
            (whole(scale.lowest), looks.FACT_NUMBER)
            if scale.is_numeric
            else (words, looks.FACT_TEXT)
        ),
        "highest": (whole(scale.highest), looks.FACT_NUMBER),
        "codes": (
            f"{scale.decimals}{codes_as_one_text(brief.template, scale.words)}",
            looks.FACT_TEXT,
        ),
        "cut": _cut(brief, metric, point.key),
    }


def _cut(brief: Brief, metric: Metric, window: str) -> tuple[Value, Look]:
    """From which score a student is proficient; in a file of several grades one for each."""
    scale = brief.template.scale_of(metric)
    if not scale.is_numeric:
        below = scale.words[: scale.words.index(metric.mastery)] if metric.mastery else ()
        if scale.kind is ScaleKind.YES_NO:
            below = tuple(word for word in scale.words if word != metric.mastery)
        below = _typed_words(brief, scale, below)
        return f"|{'|'.join(below)}|" if below else None, looks.FACT_TEXT
    cuts = {grade: metric.cut_of(grade, window) for grade in brief.grades}
    if len(brief.grades) <= 1:
        return whole(next(iter(cuts.values()), None)), looks.FACT_NUMBER
    known = [f"{grade}:{whole(cut)}" for grade, cut in cuts.items() if cut is not None]
    return f"|{'|'.join(known)}|" if known else None, looks.FACT_TEXT


def words_of(brief: Brief, scale: Scale) -> tuple[str, ...]:
    """The words of a scale as people choose them: yes and no in the tracker's language."""
    if scale.kind is ScaleKind.YES_NO:
        return tuple(brief.tell(YES_NO[word]) for word in scale.words)
    return scale.words


def _typed_words(brief: Brief, scale: Scale, words: tuple[str, ...]) -> tuple[str, ...]:
    """Some words of a scale with all that may be typed for them: yes and no in English as well."""
    if scale.kind is ScaleKind.YES_NO:
        return tuple(dict.fromkeys((*(brief.tell(YES_NO[word]) for word in words), *words)))
    return words


def codes_as_one_text(template: TrackerTemplate, scores: tuple[str, ...] = ()) -> str:
    """All words that are read as a code, as colours search them: |ABS|ABSENT|EX|.

    A word of `scores`, the column's own, is a score.
    """
    words = dict.fromkeys(word.upper() for word in words_for(template.excuse_codes))
    taken = {word.upper() for word in scores}
    return f"|{'|'.join(word for word in words if word not in taken)}|"


def header_row(brief: Brief, columns: Columns) -> DesiredRow:
    """The header; that of a free column is the team's own."""
    cells = {
        column.key: Cell(
            value=_header(column), look=looks.HEADER, note=header_note(brief.template, column)
        )
        for column in columns
        if column.part is not Part.FREE
    }
    return DesiredRow(key="header", cells=cells)


def _header(column: DrawnColumn) -> str:
    if column.part is Part.SCORE and column.checkpoint and column.metric:
        return score_header(column.checkpoint, column.metric)
    return column.header


def score_header(checkpoint: Checkpoint, metric: Metric) -> str:
    """What stands above a metric's scores at a checkpoint."""
    due = sentence("due %(day)s", day=ShortDay(checkpoint.due_on))
    return together([f"{checkpoint.title} {metric.title.lower()}", due], between="\n")


def header_note(template: TrackerTemplate, column: DrawnColumn) -> str | None:
    """What people should know of a column: what, who, when, which values."""
    metric, point = column.metric, column.checkpoint
    if metric is None or point is None or column.part is not Part.SCORE:
        return definition(template, column)
    what = sentence(
        "%(metric)s: %(scale)s, %(values)s.",
        metric=metric.title,
        scale=template.scale_of(metric).title,
        values=score_values(template, metric),
    )
    if metric.is_expected:
        duty = sentence(
            "Entered by the %(who)s from %(opens)s to %(due)s.",
            who=who(metric.edited_by),
            opens=point.opens_on,
            due=point.due_on,
        )
    else:
        duty = sentence("Open from %(opens)s to %(due)s.", opens=point.opens_on, due=point.due_on)
    return together([part for part in (what, metric.help.strip(), duty, point.why) if part])


def definition(template: TrackerTemplate, column: DrawnColumn) -> str | None:
    """What a column is, whatever the year: for its header's note and for the dictionary."""
    if column.column is not None:
        return column.column.help or None
    if column.metric is None:
        return None
    title = column.metric.title
    if column.part is Part.LEVEL:
        return sentence(
            "The level that %(metric)s reaches by the cut scores. Nobody types here.",
            metric=title.lower(),
        )
    if column.part is Part.GROWTH:
        return sentence(
            "How far %(metric)s is from the baseline. Nobody types here.", metric=title.lower()
        )
    if column.part is Part.EXCUSED:
        return None
    return f"{title}: {template.scale_of(column.metric).title}. {column.metric.help}".strip()


def score_values(template: TrackerTemplate, metric: Metric) -> str:
    """What may be typed where a score belongs."""
    codes = ", ".join(excuse.code for excuse in template.excuse_codes)
    return sentence(
        "%(values)s, or a code (%(codes)s)",
        values=template.scale_of(metric).in_words,
        codes=codes,
    )


def who(roles: tuple[Role, ...]) -> str:
    """Roles as people say them."""
    words = {
        Role.TEACHER: sentence("class's teacher"),
        Role.INTERVENTION_STAFF: sentence("intervention staff"),
        Role.DOCUMENT_OWNER: sentence("document owner"),
    }
    return either([words[role] for role in roles])


def student_row(brief: Brief, place: Place, columns: Columns) -> DesiredRow:
    """A student's row: everything in it that is not people's."""
    key = student_row_key(brief.tracker_id, place.student.sourced_id)
    has_left = left_on(brief, place) is not None
    cells = {}
    for column in columns:
        if not column.part.is_peoples:
            value = _value(brief, place, column, columns)
            look = _look(brief, column)
            cells[column.key] = Cell(value=value, look=looks.left(look) if has_left else look)
    return DesiredRow(key=key, cells=cells)


def left_on(brief: Brief, place: Place) -> date | None:
    """The day on which a student left, as of the brief's day; None for one who is there.

    That all enrollments end with the school year is no leaving.
    """
    if place.left_on is not None:
        return place.left_on
    year_ends, ends = brief.calendar.school_year.ends_on, place.ends_on
    if ends is None or brief.today is None or ends >= min(year_ends, brief.today):
        return None
    return ends


def _look(brief: Brief, column: DrawnColumn) -> Look:
    if column.part is Part.GROWTH and column.metric is not None:
        decimals = brief.template.scale_of(column.metric).decimals
        return looks.growth_with(decimals)
    if column.key in (OWED_FROM, OWED_UNTIL):
        return looks.IDENTITY_DATE
    if column.part is Part.SERVICE and column.key in DATED:
        return looks.DERIVED_DATE
    return _LOOKS.get(column.part, looks.IDENTITY)


_LOOKS = {
    Part.TO_DO: looks.TO_DO,
    Part.EXCUSED: PLAIN,
    Part.LEVEL: looks.DERIVED,
    Part.SERVICE: looks.DERIVED,
    Part.FORMULA: looks.DERIVED,
}


def _value(brief: Brief, place: Place, column: DrawnColumn, columns: Columns) -> Value:
    if column.part is Part.HIDDEN:
        return _hidden(brief, place, column.key)
    if column.part is Part.EXCUSED:
        return _excused(brief, place, column)
    if column.column is not None and column.column.roster is not None:
        return _fact_of(place, column.column.roster)
    if column.part in (Part.TO_DO, Part.GROWTH, Part.LEVEL, Part.FORMULA):
        return _formula(brief, place, column, columns)
    return brief.projections.values.get((place.student.sourced_id, column.key))


def _formula(brief: Brief, place: Place, column: DrawnColumn, columns: Columns) -> Formula | None:
    if column.part is Part.TO_DO:
        return to_do(columns, left_on(brief, place), brief.tell)
    if column.part is Part.GROWTH:
        return growth(column)
    if column.part is Part.LEVEL:
        grade = brief.grade or place.student.grade
        return level(column, grade, lists_place(brief.template), len(level_lines(brief)))
    return own(column.column.formula or "") if column.column else None


def _hidden(brief: Brief, place: Place, key: str) -> Value:
    enrollment = place.enrollment
    return {
        KEY_COLUMN: student_row_key(brief.tracker_id, place.student.sourced_id),
        CLASS_COLUMN: enrollment.school_class if enrollment else None,
        OWED_FROM: place.begins_on,
        OWED_UNTIL: place.ends_on,
    }[key]


def _excused(brief: Brief, place: Place, column: DrawnColumn) -> Value:
    """The code of an excuse given elsewhere, or a mark where nothing is expected of the student.

    Nothing is of one who left, and none in a window that the student's grade does not have.
    """
    score = column.key.removesuffix(".excused")
    if place.left_on is not None:
        return NOT_EXPECTED
    window = score.partition(".")[0]
    for rule in brief.template.cadence.windows:
        grade = brief.grade or place.student.grade
        if rule.key == window and grade in rule.not_for_grades:
            return NOT_EXPECTED
    return brief.projections.excuses.get((place.student.sourced_id, score))


def _fact_of(place: Place, fact: RosterFact) -> Value:
    student, enrollment = place.student, place.enrollment
    return {
        RosterFact.STUDENT_ID: student.sourced_id,
        RosterFact.FAMILY_NAME: student.family_name,
        RosterFact.GIVEN_NAME: student.given_name,
        RosterFact.GRADE: student.grade,
        RosterFact.SCHOOL_CLASS: enrollment.school_class if enrollment else None,
        RosterFact.TEACHER: place.teacher.name if place.teacher else None,
    }[fact]
