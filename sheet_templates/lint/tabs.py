"""Problems of tabs and their columns."""

import re
from collections.abc import Callable, Iterator

from sheet_templates.columns import Column, ColumnKind, TabKind, TabRule
from sheet_templates.filled import FILLED
from sheet_templates.lint.basics import bad_keys, doubles, unknown
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import Sentence, about, sentence

MOST_SPARE_ROWS = 500
MOST_FREE_COLUMNS = 10
RESERVED = ("key", "class", "owed_from", "owed_until", "excused")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ELSEWHERE = re.compile(r"!|\bINDIRECT\b|\bIMPORT[A-Z]+\b", re.IGNORECASE)
_TEXT = re.compile(r'"[^"]*"')


def tab_problems(template: TrackerTemplate) -> Iterator[str]:
    """Problems of the tabs together, then of each."""
    yield from doubles("tabs (titles)", (tab.title.lower() for tab in template.tabs))
    for kind in (TabKind.START, TabKind.STUDENTS, TabKind.LISTS):
        keys = [tab.key for tab in template.tabs if tab.kind is kind and tab.off is None]
        if keys != [kind.value]:
            yield about(
                "tabs",
                sentence(
                    'exactly one must have kind = "%(kind)s", with the key "%(kind)s"; '
                    "here %(keys)s",
                    kind=kind.value,
                    keys=", ".join(keys) or sentence("none"),
                ),
            )
    for tab in template.tabs:
        yield from _tab(tab)


def formula_problems(path: str, formula: str, keys: list[str]) -> Iterator[str]:
    """Problems of a formula of one row: what it names must stand on the same tab."""
    yield from unknown(path, _PLACEHOLDER.findall(formula), keys, sentence("columns of the tab"))
    if _ELSEWHERE.search(_TEXT.sub('""', formula)):
        yield about(
            path,
            sentence(
                "looks at another tab or file; Google refuses that in a colour, and "
                "a change there would go unseen here. Name columns of the same tab "
                "as {key}"
            ),
        )


def _tab(tab: TabRule) -> Iterator[str]:
    path = f"tabs.{tab.key}"
    keys = [column.key for column in tab.columns]
    yield from doubles(f"{path}.columns", keys)
    yield from bad_keys(f"{path}.columns", keys)
    yield from _rows(tab, path)
    if tab.kind in (TabKind.START, TabKind.LISTS) and tab.columns:
        yield about(
            f"{path}.columns",
            sentence(
                "a %(kind)s tab is filled for people; remove its columns", kind=tab.kind.value
            ),
        )
    for column in tab.columns:
        column_path = f"{path}.columns.{column.key}"
        yield from _column(column, tab, column_path)
        if column.formula is not None:
            yield from formula_problems(f"{column_path}.formula", column.formula, keys)
    if tab.kind is TabKind.STUDENTS:
        yield from _students(tab, path)


def _rows(tab: TabRule, path: str) -> Iterator[str]:
    if not 0 <= tab.spare_rows <= MOST_SPARE_ROWS:
        yield about(
            f"{path}.spare_rows",
            sentence("must be 0 to %(most_spare_rows)s", most_spare_rows=MOST_SPARE_ROWS),
        )
    if not 0 <= tab.free_columns <= MOST_FREE_COLUMNS:
        yield about(
            f"{path}.free_columns",
            sentence("must be 0 to %(most_free_columns)s", most_free_columns=MOST_FREE_COLUMNS),
        )
    if tab.kind is TabKind.RECORDS:
        if not tab.edited_by:
            yield about(f"{path}.edited_by", sentence("is empty; name the roles that add rows"))
        if not any(column.kind.is_typed for column in tab.columns):
            yield about(f"{path}.columns", sentence("no column that people fill; add one"))
    elif tab.spare_rows or tab.edited_by:
        yield about(path, sentence("spare_rows and edited_by are for tabs of records; remove them"))


def _students(tab: TabRule, path: str) -> Iterator[str]:
    for kind in (ColumnKind.SCORES, ColumnKind.TO_DO):
        count = sum(column.kind is kind for column in tab.columns)
        if count != 1:
            yield about(
                f"{path}.columns",
                sentence(
                    'exactly one column must have kind = "%(kind)s", here %(count)s',
                    kind=kind.value,
                    count=count,
                ),
            )
    for column in tab.columns:
        if column.key in RESERVED:
            yield about(
                f"{path}.columns",
                sentence(
                    'the key "%(column)s" is taken by a hidden column; rename it', column=column.key
                ),
            )


_Found = tuple[str, Sentence] | None
"""The field with its dot, and what is wrong with it."""
_Check = Callable[[Column, TabRule], _Found]


def _column(column: Column, tab: TabRule, path: str) -> Iterator[str]:
    for check in _CHECKS:
        found = check(column, tab)
        if found is not None:
            field, what = found
            yield about(f"{path}{field}", what)


def _place(column: Column, tab: TabRule) -> _Found:
    only_students = (ColumnKind.ROSTER, ColumnKind.SCORES, ColumnKind.TO_DO)
    if tab.kind is TabKind.RECORDS and column.kind in only_students:
        return (".kind", sentence('"%(kind)s" belongs to the Students tab', kind=column.kind.value))
    if tab.kind is TabKind.RECORDS and column.kind is ColumnKind.ID:
        return (
            ".kind",
            sentence("rows of records have a hidden key of their own; remove the id column"),
        )
    if tab.kind is TabKind.RECORDS and column.kind is ColumnKind.FORMULA:
        return (
            ".kind",
            sentence("a formula would be lost when people sort or paste; make it a service column"),
        )
    if tab.kind is TabKind.STUDENTS and column.kind is ColumnKind.STUDENT:
        return (".kind", sentence("every row of the Students tab is a student already; remove it"))
    return None


def _needs(field: str, kinds: tuple[ColumnKind, ...], why: str) -> _Check:
    def check(column: Column, _: TabRule) -> _Found:
        held = getattr(column, field)
        if column.kind in kinds and not held:
            return (f".{field}", sentence("is missing; %(why)s", why=why))
        if column.kind not in kinds and held:
            names = " or ".join(kind.value for kind in kinds)
            return (
                f".{field}",
                sentence("only a column of kind %(names)s has it; remove it", names=names),
            )
        return None

    return check


def _editors(column: Column, tab: TabRule) -> _Found:
    typed = column.kind.is_typed and tab.kind is TabKind.STUDENTS
    if typed and not column.edited_by:
        return (".edited_by", sentence("is empty; name the roles that fill it"))
    if not typed and column.edited_by:
        return (
            ".edited_by",
            sentence("only a column that people fill on the Students tab has it; remove it"),
        )
    return None


def _choices(column: Column, _: TabRule) -> _Found:
    if column.kind in (ColumnKind.CHOICE, ColumnKind.LEVEL) and not column.choices:
        return (".choices", sentence("is missing; say what can be chosen"))
    chosen = (ColumnKind.CHOICE, ColumnKind.LEVEL, ColumnKind.STUDENT)
    if column.kind not in chosen and column.choices:
        return (".choices", sentence("only a choice, a level or a student has them; remove them"))
    return None


def _bounds(column: Column, _: TabRule) -> _Found:
    given = column.lowest is not None or column.highest is not None
    if given and column.kind not in (ColumnKind.NUMBER, ColumnKind.PERCENT):
        return ("", sentence("lowest and highest are for numbers; remove them"))
    lowest, highest = column.lowest, column.highest
    if lowest is not None and highest is not None and lowest >= highest:
        return (
            "",
            sentence(
                "lowest %(lowest)s must be below highest %(highest)s",
                lowest=f"{lowest:g}",
                highest=f"{highest:g}",
            ),
        )
    return None


def _header(column: Column, _: TabRule) -> _Found:
    if column.kind is not ColumnKind.SCORES and not column.header.strip():
        return (".header", sentence("is empty; people need a word over the column"))
    return (
        None
        if column.width > 0
        else (".width", sentence("%(width)s must be above 0", width=column.width))
    )


def _off(column: Column, _: TabRule) -> _Found:
    if column.off is not None and not column.off.strip():
        return (".off", sentence("give the reason why it is switched off, or remove it"))
    return None


def _filled(column: Column, tab: TabRule) -> _Found:
    """A service column stays blank for ever where nothing fills it."""
    if column.kind is not ColumnKind.SERVICE or column.off is not None:
        return None
    if tab.kind is TabKind.STUDENTS and column.key in FILLED:
        return None
    return (
        ".kind",
        sentence(
            "nothing fills this service column; those with the keys %(filled)s "
            'are filled, on the Students tab. Give off = "why", or remove it',
            filled=", ".join(FILLED),
        ),
    )


_CHECKS: tuple[_Check, ...] = (
    _place,
    _needs("roster", (ColumnKind.ROSTER,), sentence("say which fact of the roster stands there")),
    _needs("formula", (ColumnKind.FORMULA,), sentence("give the formula of its row")),
    _choices,
    _editors,
    _bounds,
    _header,
    _off,
    _filled,
)
