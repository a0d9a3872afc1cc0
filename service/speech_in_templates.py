"""Templates that speak a person's language: `_()` for sentences, and the words for what is shown.

A template says `_("Sentence with %(name)s.", name=...)`; days and numbers go through `speech()`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, pass_context
from markupsafe import Markup

from service.signs import SIGNS
from service.speech import Speech, marked
from sheet_templates.sentences import Sentence
from sync.domain.completeness import EntryState

TITLES = (
    marked("teacher"),
    marked("intervention staff"),
    marked("document owner"),
    marked("leader"),
)
"""What people are to the school; pages say it of whoever is signed in."""
STATE_WORDS = {
    EntryState.NOT_OPEN: marked("not open"),
    EntryState.OPEN: marked("open"),
    EntryState.LATE: marked("late"),
    EntryState.MISSING: marked("missing"),
    EntryState.PRESENT: marked("complete"),
    EntryState.EXCUSED: marked("excused"),
    EntryState.UNREADABLE: marked("unreadable"),
}
"""The word for each state, as people read it; the catalogue has them."""


def state_word(state: EntryState, said: Speech) -> str:
    """The word for a state in a language."""
    return said.say(STATE_WORDS[state])


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLook:
    """A state as tables show it: its class in the style sheet, its sign as HTML, its word."""

    css: str
    sign: Markup
    word: str


@cache
def state_looks(said: Speech) -> Mapping[EntryState, StateLook]:
    """How each state looks in a language, put together once: a page shows hundreds of cells."""
    return {
        state: StateLook(
            css=state.value.replace(" ", "-"),
            sign=Markup('<span class="sign" aria-hidden="true">{}</span>').format(sign),
            word=state_word(state, said),
        )
        for state, sign in SIGNS.items()
    }


def _telling(said: Any, current: Callable[[], Speech]) -> Callable[..., Any]:
    """What says a sentence in a template, with values told in the same language before."""

    @pass_context
    def telling(context: Any, *sentence: Any, **values: Any) -> Any:
        language = current()
        told = {
            name: language.tell(value) if isinstance(value, Sentence) else value
            for name, value in values.items()
        }
        return said(context, *sentence, **told)

    return telling


def teach(templates: Environment, current: Callable[[], Speech]) -> None:
    """Let templates speak the language that `current` gives each time."""

    def gettext(sentence: str) -> str:
        return current().catalogue.gettext(sentence)

    def ngettext(one: str, many: str, count: int) -> str:
        return current().catalogue.ngettext(one, many, count)

    templates.install_gettext_callables(  # type: ignore[attr-defined]  # of the i18n extension
        gettext,
        ngettext,
        newstyle=True,
    )
    for name in ("gettext", "ngettext"):
        templates.globals[name] = _telling(templates.globals[name], current)
    templates.finalize = lambda said: current().tell(said) if isinstance(said, Sentence) else said
    templates.globals |= {
        "speech": current,
        "signs": SIGNS,
        "state_word": lambda state: state_word(state, current()),
        "state_looks": lambda: state_looks(current()),
    }
