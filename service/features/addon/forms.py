"""Forms on cards: what one is about, what is wrong with it, its fields, and the sending button."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.features.addon.cards import (
    Ask,
    Button,
    Buttons,
    Card,
    Paragraph,
    Section,
    Widget,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form; `once` names the asking, so that one that Google repeats is answered once.

    `about` stands above the fields, `header` over them, `more` below the button. `required` are
    fields without which nothing is sent; `button` says what sending does.
    """

    name: str
    title: str
    fields: tuple[Widget, ...]
    send: str
    parameters: dict[str, str]
    once: str
    button: str
    about: tuple[Widget, ...] = ()
    header: str = ""
    required: tuple[str, ...] = ()
    more: tuple[Section, ...] = ()

    def card(self, problems: Sequence[str] = ()) -> Card:
        """The form, with what is wrong with what was sent before."""
        ask = Ask(
            path=self.send, parameters={**self.parameters, ONCE: self.once}, required=self.required
        )
        wrong = tuple(Paragraph(one) for one in problems)
        send = Buttons((Button(text=self.button, on_click=ask, is_main=True),))
        return Card(
            name=self.name,
            title=self.title,
            sections=(
                Section(widgets=(*self.about, *wrong)),
                Section(header=self.header, widgets=(*self.fields, send)),
                *self.more,
            ),
        )


ONCE = "once"
"""The parameter under which an asking travels."""
