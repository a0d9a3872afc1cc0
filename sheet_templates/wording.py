"""Plan -> sentences: what a plan would do, as the people of the tracker would say it.

Each sentence goes on after "would" or "will": "add Ana Ruiz". What belongs together is one
sentence with its count, in a fixed order: people, then each tab.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sheet_templates.counting import some
from sheet_templates.desired.parts import DesiredTracker
from sheet_templates.edits import (
    ChangeAccess,
    DropEmptyTab,
    MoveColumn,
    Plan,
    SetFile,
    Share,
    Withdraw,
)
from sheet_templates.removed import without_removed
from sheet_templates.sentences import listed, sentence, several
from sheet_templates.snapshot import Snapshot
from sheet_templates.tab_change import is_child
from sheet_templates.wording_tab import tab_sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What sentences need to know beside the plan: names by address, when all was last right."""

    people: Mapping[str, str] = field(default_factory=dict)
    seen_on: date | None = None

    def names(self, emails: Iterable[str]) -> list[str]:
        """People's names, else their addresses, in order."""
        return sorted(self.people.get(email.lower(), email) for email in emails)


def sentences(
    desired: DesiredTracker, plan: Plan, snapshot: Snapshot, words: Words
) -> Iterator[str]:
    """What the plan does to the spreadsheet that was read; nothing for an empty plan."""
    desired = without_removed(desired, snapshot)
    ours = {tab.sheet_id for tab in desired.tabs}
    if not ours.intersection(tab.sheet_id for tab in snapshot.tabs):
        yield from _new_tracker(desired, plan)
        return
    if plan.moves_columns:
        yield from _moves(desired, plan)
        return
    yield from _sharing(plan, words)
    if any(isinstance(edit, SetFile) for edit in plan.drawing):
        yield sentence(
            "call the spreadsheet %(title)s again, with its language and time zone",
            title=desired.title,
        )
    for tab in desired.tabs:
        actual = snapshot.tab(tab.sheet_id)
        if actual is None:
            yield sentence("make the tab %(tab)s again", tab=tab.title)
        else:
            yield from tab_sentences(tab, actual, plan, words.names, words.seen_on)
    if any(isinstance(edit, DropEmptyTab) for edit in plan.drawing):
        yield sentence("remove the empty tab of the new spreadsheet")


def _moves(desired: DesiredTracker, plan: Plan) -> Iterator[str]:
    """The tabs on which columns are moved, each with their headers."""
    for tab in desired.tabs:
        keys = [
            edit.key
            for edit in plan.drawing
            if isinstance(edit, MoveColumn) and edit.sheet_id == tab.sheet_id
        ]
        seen = {column.key for column in tab.columns if not column.hidden}
        header = next((row.cells for row in tab.rows if row.key == "header"), {})
        titles = [
            " ".join(str(header[key].value).split()) for key in keys if key in seen & header.keys()
        ]
        if titles:
            yield sentence(
                "put the columns of %(tab)s in another order (%(titles)s elsewhere)",
                tab=tab.title,
                titles=some(titles),
            )
        elif keys:
            yield sentence("put the columns of %(tab)s in another order", tab=tab.title)


def _new_tracker(desired: DesiredTracker, plan: Plan) -> Iterator[str]:
    children = sum(is_child(row) for tab in desired.tabs for row in tab.rows)
    tabs = listed([tab.title for tab in desired.tabs if not tab.hidden])
    if plan.drawing:
        yield several(
            'make the spreadsheet "%(title)s" for %(count)s child, with the tabs %(tabs)s',
            'make the spreadsheet "%(title)s" for %(count)s children, with the tabs %(tabs)s',
            children,
            title=desired.title,
            tabs=tabs,
        )
    if plan.sharing:
        yield several(
            "share it with %(count)s person", "share it with %(count)s people", len(plan.sharing)
        )


def _sharing(plan: Plan, words: Words) -> Iterator[str]:
    given = [edit.permission.email for edit in plan.sharing if isinstance(edit, Share)]
    changed = [edit.permission for edit in plan.sharing if isinstance(edit, ChangeAccess)]
    withdrawn = [edit.email for edit in plan.sharing if isinstance(edit, Withdraw)]
    if given:
        yield sentence("share the spreadsheet with %(names)s", names=some(words.names(given)))
    for role in sorted({permission.role for permission in changed}):
        whose = words.names(one.email for one in changed if one.role == role)
        if role == "writer":
            yield sentence("let %(names)s edit the spreadsheet", names=some(whose))
        else:
            yield sentence("let %(names)s read and not edit the spreadsheet", names=some(whose))
    if withdrawn:
        names = some(words.names(withdrawn))
        yield sentence("take the spreadsheet away from %(names)s", names=names)
