"""Filter views: rows picked for whoever looks. Rows with protected cells cannot be sorted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sheet_templates.a1 import column_letters
from sheet_templates.columns import FilterViewRule, ViewKind
from sheet_templates.desired.brief import Brief
from sheet_templates.desired.columns import CLASS_COLUMN, DrawnColumn, Part
from sheet_templates.desired.formulas import MISSING
from sheet_templates.desired.states import Letters, is_below
from sheet_templates.drawing import Area, Criterion, FilterView
from sheet_templates.identity import stable_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence, together

Columns = tuple[DrawnColumn, ...]


def filter_views(
    brief: Brief, columns: Columns, at: Letters | None, header_row: int
) -> Iterator[FilterView]:
    """The views of the Students tab; they begin at the header."""
    keys = [column.key for column in columns]
    for rule in views_of(brief, "students"):
        if rule.kind is ViewKind.MY_STUDENTS:
            yield from _classes(brief, rule, keys, header_row)
            continue
        criteria = _criteria(brief, rule, columns, keys, at, header_row + 2)
        if criteria is not None:
            yield _view(brief, rule, _whole(brief, rule, keys, header_row), criteria)


def record_views(brief: Brief, tab: str, keys: Sequence[str]) -> Iterator[FilterView]:
    """The views of a tab of records; its header is the first row."""
    for rule in views_of(brief, tab):
        if rule.column is None or rule.column not in keys:
            continue
        at, area = keys.index(rule.column), _whole(brief, rule, keys, 0)
        if rule.kind is ViewKind.NEWEST_FIRST:
            yield replace(_view(brief, rule, area), sorts=((at, True),))
        else:
            yield _view(brief, rule, area, (_column_criterion(rule, at, 2),))


def views_of(brief: Brief, tab: str) -> Iterator[FilterViewRule]:
    """The rules of a tab that are not switched off."""
    return (rule for rule in brief.template.filter_views if rule.tab == tab and rule.off is None)


def class_view_id(tracker: str, template: TrackerTemplate, school_class: str) -> int | None:
    """The view with which a class (sourcedId) finds its own students; None without such views."""
    rules = (one for one in template.filter_views if one.off is None)
    mine = next((one for one in rules if one.kind is ViewKind.MY_STUDENTS), None)
    return None if mine is None else _view_id(tracker, mine, school_class)


def _view_id(tracker: str, rule: FilterViewRule, part: str) -> int:
    return stable_id(tracker, "view", rule.key, part)


def _whole(brief: Brief, rule: FilterViewRule, keys: Sequence[str], header_row: int) -> Area:
    return Area(sheet_id=brief.sheet_id(rule.tab), first_row=header_row, end_column=len(keys))


def _view(
    brief: Brief,
    rule: FilterViewRule,
    area: Area,
    criteria: tuple[Criterion, ...] = (),
    part: str = "",
) -> FilterView:
    return FilterView(
        filter_view_id=_view_id(brief.tracker_id, rule, part),
        title=rule.title,
        area=area,
        criteria=criteria,
    )


def _classes(
    brief: Brief, rule: FilterViewRule, keys: Sequence[str], header_row: int
) -> Iterator[FilterView]:
    """One view per class, by the hidden class id: two teachers may share a name."""
    classes = {
        place.enrollment.school_class: place.teacher.name
        if place.teacher
        else sentence("no teacher")
        for place in brief.places
        if place.enrollment
    }
    for school_class, teacher in classes.items():
        shared = list(classes.values()).count(teacher) > 1
        title = about(rule.title, teacher)
        if shared:
            title = together([title, f"({school_class})"])
        own = Criterion(
            column=keys.index(CLASS_COLUMN), condition="TEXT_EQ", operands=(school_class,)
        )
        view = _view(brief, rule, _whole(brief, rule, keys, header_row), (own,), school_class)
        yield replace(view, title=title)


def _criteria(
    brief: Brief,
    rule: FilterViewRule,
    columns: Columns,
    keys: Sequence[str],
    at: Letters | None,
    row: int,
) -> tuple[Criterion, ...] | None:
    """What a view asks; None where a column that it looks at is not drawn."""
    if rule.kind is ViewKind.MISSING:
        to_do = next(n for n, column in enumerate(columns) if column.part is Part.TO_DO)
        return (
            Criterion(column=to_do, condition="TEXT_CONTAINS", operands=(brief.tell(MISSING),)),
        )
    if rule.kind is ViewKind.BELOW_THE_CUT:
        return _below(columns, at)
    if rule.column is None or rule.column not in keys:
        return None
    return (_column_criterion(rule, keys.index(rule.column), row),)


def _column_criterion(rule: FilterViewRule, at: int, row: int) -> Criterion:
    cell = f"${column_letters(at)}{row}"
    if rule.kind is ViewKind.CHECKED:
        formula = f"={cell}=TRUE"
    else:
        quoted = (word.replace('"', '""') for word in rule.words)
        formula = "=OR(" + ",".join(f'{cell}&""="{word}"' for word in quoted) + ")"
    return Criterion(column=at, condition="CUSTOM_FORMULA", operands=(formula,))


def _below(columns: Columns, at: Letters | None) -> tuple[Criterion, ...] | None:
    """Below the cut in any window: the same question as the colour's, score by score."""
    if at is None:
        return None
    asked = []
    for number, column in enumerate(columns):
        if column.part is Part.SCORE and column.metric is not None and column.metric.mastery:
            x = column_letters(number)
            here = Letters(
                score=f"${x}",
                excused=at.excused,
                owed_from=at.owed_from,
                owed_until=at.owed_until,
                grade=at.grade,
            )
            asked.append(f'AND(${x}10<>"",{is_below(here)})')
    if not asked:
        return None
    first = next(n for n, column in enumerate(columns) if column.part is Part.SCORE)
    return (
        Criterion(column=first, condition="CUSTOM_FORMULA", operands=(f"=OR({','.join(asked)})",)),
    )
