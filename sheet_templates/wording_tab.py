"""What a plan does to one tab, in sentences: its children, lines, texts, and what guards it."""

from collections.abc import Iterator
from datetime import date

from sheet_templates.alignment import align
from sheet_templates.desired.parts import DesiredTab
from sheet_templates.edits import InsertLines, MoveRow, Plan, SetTab, WriteBlock
from sheet_templates.sentences import Sentence, sentence, several
from sheet_templates.snapshot import SnapshotTab
from sheet_templates.tab_change import Names, TabChange, is_child, sheet_of
from sheet_templates.wording_children import child_sentences
from sheet_templates.wording_guards import look_sentences, protection_sentences
from sheet_templates.wording_lines import line_sentences


def tab_sentences(
    tab: DesiredTab, actual: SnapshotTab, plan: Plan, names: Names, seen_on: date | None
) -> Iterator[str]:
    """What the plan does to the tab; at least one sentence where it does anything."""
    change = TabChange(
        tab=tab,
        actual=actual,
        where=align(tab, actual),
        edits=tuple(edit for edit in plan.drawing if sheet_of(edit) == tab.sheet_id),
        marked=tuple(row for row in plan.marked if row.sheet_id == tab.sheet_id),
        names=names,
        seen_on=seen_on,
    )
    said = [
        *child_sentences(change),
        *line_sentences(change),
        *_texts(change),
        *_shape(change),
        *protection_sentences(change),
        *look_sentences(change),
    ]
    if not said and (change.edits or (change.marked and tab.is_keyed)):
        said = [sentence("put the tab %(tab)s in order", tab=tab.title)]
    yield from said


def _texts(change: TabChange) -> Iterator[str]:
    tab = change.tab
    renamed, lines = [], 0
    for row, held in change.changed():
        if row.key == "header":
            renamed += [(text, change.title(column)) for column, text in held.items()]
        elif not is_child(row):
            lines += 1
    for before, after in renamed[:_AT_MOST]:
        yield _named(" ".join(before.split()), after)
    if len(renamed) > _AT_MOST:
        yield several(
            "name %(count)s more column of %(tab)s anew",
            "name %(count)s more columns of %(tab)s anew",
            len(renamed) - _AT_MOST,
            tab=tab.title,
        )
    facts = [row for row, _ in change.changed() if row.key.startswith("fact.")]
    if facts:
        lines -= len(facts)
        yield sentence(
            "bring the dates, scales and codes behind the colours of %(tab)s up to date",
            tab=tab.title,
        )
    anew = sum(row.rewrite is not None for row, _ in change.changed())
    yield from [_said_anew(anew)] * bool(anew)
    lines -= anew
    written = [edit for edit in change.of_kind(WriteBlock) if edit.with_values]
    if lines or (written and not tab.is_keyed):
        yield sentence("bring the texts of %(tab)s up to date", tab=tab.title)


_AT_MOST = 4


def _said_anew(notes: int) -> Sentence:
    return several(
        "take over what authors say anew in %(count)s note",
        "take over what authors say anew in %(count)s notes",
        notes,
    )


def _named(before: str, after: str) -> Sentence:
    if not before:
        return sentence('name the column "%(column)s"', column=after)
    return sentence(
        'name the column "%(column)s", which says "%(before)s"', column=after, before=before
    )


def _shape(change: TabChange) -> Iterator[str]:
    for edit in change.of_kind(SetTab):
        if change.actual.title != edit.shape.title:
            yield sentence(
                "name the tab %(tab)s, which is called %(before)s",
                tab=edit.shape.title,
                before=change.actual.title,
            )
        elif change.actual.is_hidden != edit.shape.hidden:
            yield _shown(edit)
        elif not edit.grows and not change.of_kind(InsertLines, MoveRow):
            yield sentence("freeze the headers of %(tab)s again", tab=edit.shape.title)


def _shown(edit: SetTab) -> Sentence:
    if edit.shape.hidden:
        return sentence("hide the tab %(tab)s again", tab=edit.shape.title)
    return sentence("show the tab %(tab)s again", tab=edit.shape.title)
