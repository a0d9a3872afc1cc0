"""The entry points by path: the triggers that open the panel, and what clicks lead to."""

from collections.abc import Callable, Mapping

from service.features.addon import choices, column_problem, held, restricted
from service.features.addon.asking import Asking
from service.features.addon.cards import Answer, Card
from service.features.addon.excuse import form, give
from service.features.addon.home import due, help_card, home
from service.features.addon.note import SAVE, save
from service.features.addon.note import form as write
from service.features.addon.note_ways import CHOOSE, FIND, FORM, choose, find
from service.features.addon.owner import by_class, findings, one_class
from service.features.addon.student import glance
from service.features.addon.syncing import begin, look

HOME = "home"
HELP = "help"
TRIGGERS: Mapping[str, Callable[[Asking], Card]] = {HOME: home}
CLICKS: Mapping[str, Callable[[Asking], Answer]] = {
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
    choices.PATH: choices.settings,
    choices.KEEP: choices.keep,
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
    "sync": begin,
    "sync/look": look,
    HELP: help_card,
}
