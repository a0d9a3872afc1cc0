"""The entry points by path: the triggers that open the panel, and what clicks lead to."""

from collections.abc import Callable, Mapping

from service.addon_settings import AddOnSettings
from service.features.addon import (
    choices,
    column_problem,
    held,
    milestone,
    note_anew,
    open_file,
    restricted,
)
from service.features.addon.asking import Asking
from service.features.addon.cards import Answer, Card
from service.features.addon.excuse import form, give
from service.features.addon.home import due, help_card, home
from service.features.addon.milestone_ways import MILESTONE
from service.features.addon.note import SAVE, save
from service.features.addon.note import form as write
from service.features.addon.note_ways import CHOOSE, FIND, FORM, choose, find
from service.features.addon.owner import by_class, findings, one_class
from service.features.addon.paths import (
    FILE,
    FILE_TRACKER,
    NOTE_ANEW,
    REPAIR,
    RESTRICTED_ANEW,
    SYNC,
    SYNC_LOOK,
)
from service.features.addon.student import glance
from service.features.addon.syncing import begin, look, repair

HOME = "home"
HELP = "help"
Trigger = Callable[[Asking], Card]
Click = Callable[[Asking], Answer]
TRIGGERS: Mapping[str, Trigger] = {HOME: home, open_file.GRANTED: open_file.granted}
CLICKS: Mapping[str, Click] = {
    "due": due,
    "student": glance,
    "excuse": form,
    "excuse/give": give,
    CHOOSE: choose,
    FIND: find,
    FORM: write,
    SAVE: save,
    column_problem.PATH: column_problem.form,
    column_problem.SAY: column_problem.say,
    MILESTONE: milestone.one,
    milestone.DONE: milestone.done,
    milestone.NOT_THIS_TIME: milestone.not_this_time,
    milestone.TAKE_BACK: milestone.take_back,
    choices.PATH: choices.settings,
    choices.KEEP: choices.keep,
    NOTE_ANEW: note_anew.form,
    note_anew.SAVE: note_anew.save,
    note_anew.WITHDRAW: note_anew.take_back,
    RESTRICTED_ANEW: note_anew.restricted_form,
    note_anew.SAVE_RESTRICTED: note_anew.save_restricted,
    note_anew.WITHDRAW_RESTRICTED: note_anew.take_back_restricted,
    restricted.PATH: restricted.look,
    restricted.SAVE: restricted.save,
    "owner": by_class,
    "owner/class": one_class,
    "owner/findings": findings,
    held.LIST: held.waiting,
    held.ONE: held.one_hold,
    held.ACCEPT: held.accept,
    held.BEFORE: held.before,
    held.PUT_BACK: held.put_back,
    held.LOOK: held.look,
    SYNC: begin,
    REPAIR: repair,
    SYNC_LOOK: look,
    FILE: open_file.about,
    FILE_TRACKER: open_file.turn,
    open_file.START: open_file.start,
    HELP: help_card,
}
_OF_OPEN_FILE = frozenset({open_file.GRANTED, FILE, FILE_TRACKER, open_file.START})


def triggers_of(settings: AddOnSettings) -> Mapping[str, Trigger]:
    """The triggers that are there; those about the open file only where the school wants them."""
    return {path: one for path, one in TRIGGERS.items() if _is_wanted(path, settings)}


def clicks_of(settings: AddOnSettings) -> Mapping[str, Click]:
    """Likewise what clicks lead to."""
    return {path: one for path, one in CLICKS.items() if _is_wanted(path, settings)}


def _is_wanted(path: str, settings: AddOnSettings) -> bool:
    return settings.knows_open_file or path not in _OF_OPEN_FILE
