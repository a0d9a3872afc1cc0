"""The command `tracksheet`: what an operator types."""

from itertools import chain
from typing import Any

import click

from service.commands import (
    duties,
    holds,
    lists,
    milestones,
    reminders,
    serving,
    syncing,
    trackers,
)
from service.commands.access import access, audit
from service.commands.addon import addon
from service.commands.backup import backup
from service.commands.calendars import calendar
from service.commands.caseloads import caseload
from service.commands.doctor import doctor
from service.commands.erasing import erase
from service.commands.google import google
from service.commands.roster import roster
from service.commands.score_lists import scores
from service.commands.templates import template
from sheet_templates.errors import TracksheetError


class _Group(click.Group):
    """A group whose commands say our errors in our way: the reason, all problems below it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TracksheetError as error:
            click.echo("\n  ".join([error.reason, *error.problems]), err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Shared student-data trackers: set up, synced, and watched for what is missing."""


for command in chain(
    [
        roster,
        caseload,
        google,
        template,
        calendar,
        scores,
        audit,
        access,
        addon,
        doctor,
        backup,
        erase,
    ],
    trackers.COMMANDS,
    syncing.COMMANDS,
    lists.COMMANDS,
    duties.COMMANDS,
    milestones.COMMANDS,
    holds.COMMANDS,
    reminders.COMMANDS,
    serving.COMMANDS,
):
    main.add_command(command)
