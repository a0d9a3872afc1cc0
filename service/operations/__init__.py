"""What an installation can be told to do, by name; commands and the running service share it."""

from collections.abc import Mapping

from service.operations import (
    access,
    answers,
    calendars,
    caseloads,
    duties,
    entry,
    erasing,
    excuses,
    exporting,
    following,
    holds,
    lists,
    looking_back,
    mending,
    milestones,
    reminders,
    roster,
    score_lists,
    syncing,
    template_choice,
    template_columns,
    template_undo,
    templates,
    trackers,
)
from service.operations.operation import Operation

OPERATIONS: Mapping[str, Operation] = {
    **roster.OPERATIONS,
    **caseloads.OPERATIONS,
    **trackers.OPERATIONS,
    **templates.OPERATIONS,
    **template_choice.OPERATIONS,
    **template_columns.OPERATIONS,
    **template_undo.OPERATIONS,
    **syncing.OPERATIONS,
    **following.OPERATIONS,
    **holds.OPERATIONS,
    **mending.OPERATIONS,
    **score_lists.OPERATIONS,
    **lists.OPERATIONS,
    **access.OPERATIONS,
    **calendars.OPERATIONS,
    **duties.OPERATIONS,
    **entry.OPERATIONS,
    **excuses.OPERATIONS,
    **milestones.OPERATIONS,
    **answers.OPERATIONS,
    **reminders.OPERATIONS,
    **looking_back.OPERATIONS,
    **exporting.OPERATIONS,
    **erasing.OPERATIONS,
}
"""Everything that can be asked for, by name."""
