"""Problems of filter views and colours."""

import re
from collections.abc import Iterator

from sheet_templates.columns import (
    Colour,
    ColourRule,
    ColumnKind,
    FilterViewRule,
    TabKind,
    TabRule,
    ViewKind,
)
from sheet_templates.lint.basics import doubles, unknown
from sheet_templates.lint.tabs import formula_problems
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence

LEAST_CONTRAST = 4.5  # WCAG 2, level AA, for text
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_COLUMN_KIND = {ViewKind.CHECKED: ColumnKind.YES_NO, ViewKind.NEWEST_FIRST: ColumnKind.DATE}


def view_problems(template: TrackerTemplate) -> Iterator[str]:
    """Problems of filter views, of changed looks and of the school's own colours."""
    tabs = {tab.key: tab for tab in template.tabs}
    yield from doubles("filter_views (titles)", (v.title.lower() for v in template.filter_views))
    for view in template.filter_views:
        yield from _view(view, tabs)
    yield from doubles("colours", (colour.status.value for colour in template.colours))
    for colour in template.colours:
        yield from _look(f"colours.{colour.status.value}", colour)
    for rule in template.colour_rules:
        yield from _rule(rule, tabs)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it: 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _view(view: FilterViewRule, tabs: dict[str, TabRule]) -> Iterator[str]:
    path = f"filter_views.{view.key}"
    if view.tab not in tabs:
        yield from unknown(f"{path}.tab", [view.tab], tabs, sentence("tabs"))
    elif view.kind in (ViewKind.MY_STUDENTS, ViewKind.MISSING, ViewKind.BELOW_THE_CUT):
        if tabs[view.tab].kind is not TabKind.STUDENTS:
            yield about(
                f"{path}.tab",
                sentence('"%(kind)s" is a view of the Students tab', kind=view.kind.value),
            )
    else:
        yield from _column_view(view, tabs[view.tab], path)


def _column_view(view: FilterViewRule, tab: TabRule, path: str) -> Iterator[str]:
    columns = {column.key: column for column in tab.columns}
    if view.column is None:
        yield about(
            f"{path}.column",
            sentence('is missing; say which column "%(kind)s" looks at', kind=view.kind.value),
        )
    elif view.column not in columns:
        yield from unknown(f"{path}.column", [view.column], columns, sentence("columns of the tab"))
    else:
        wanted = _COLUMN_KIND.get(view.kind)
        if wanted and columns[view.column].kind is not wanted:
            yield about(
                f"{path}.column",
                sentence(
                    '"%(kind)s" needs a column of kind %(wanted)s',
                    kind=view.kind.value,
                    wanted=wanted.value,
                ),
            )
        if columns[view.column].off and view.off is None:
            yield about(
                path,
                sentence(
                    'its column "%(column)s" is switched off; switch the view off too',
                    column=view.column,
                ),
            )
    if view.kind is ViewKind.EQUALS and not view.words:
        yield about(f"{path}.words", sentence("is empty; say what the column may say"))


def _look(path: str, look: Colour | ColourRule) -> Iterator[str]:
    bad = [name for name in ("text", "background") if not _COLOUR.fullmatch(getattr(look, name))]
    for name in bad:
        yield about(
            f"{path}.{name}",
            sentence('"%(look)s" must be a colour as #1f3a5f', look=getattr(look, name)),
        )
    if not bad and (found := contrast(look.text, look.background)) < LEAST_CONTRAST:
        yield about(
            path,
            sentence(
                "text on background has a contrast of %(found)s to 1; choose "
                "colours with %(least_contrast)s to 1 or more",
                found=f"{found:.1f}",
                least_contrast=LEAST_CONTRAST,
            ),
        )


def _rule(rule: ColourRule, tabs: dict[str, TabRule]) -> Iterator[str]:
    path = f"colour_rules.{rule.key}"
    yield from _look(path, rule)
    if rule.tab not in tabs:
        yield from unknown(f"{path}.tab", [rule.tab], tabs, sentence("tabs"))
        return
    keys = [column.key for column in tabs[rule.tab].columns if column.off is None]
    yield from unknown(f"{path}.column", [rule.column], keys, sentence("columns of the tab"))
    yield from formula_problems(f"{path}.when", rule.when, keys)
