"""How a person is told: the language and how often letters come; the same as on their own page."""

from service.access import Action, ChoicesOf
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Choice,
    Done,
    Link,
    Paragraph,
    Section,
    Show,
    Turn,
)
from service.features.addon.home import home
from service.speech import LANGUAGES
from sync.domain.telling_people import LettersWanted

PATH, KEEP = "settings", "settings/keep"


def settings(asking: Asking) -> Answer:
    """What the person has chosen."""
    asking.require(Action.CHOOSE, ChoicesOf(asking.person.sourced_id))
    return Show(_card(asking))


def keep(asking: Asking) -> Answer:
    """Keep what was chosen; the card again where it offers no such thing."""
    person = asking.person.sourced_id
    asking.require(Action.CHOOSE, ChoicesOf(person))
    language, letters = asking.event.text("language"), asking.event.text("letters")
    if language not in LANGUAGES or letters not in set(LettersWanted):
        return Turn(
            _card(asking, asking.said.say("Choose one of the languages and one of the ways."))
        )
    asking.addon.people.choose(person, language, LettersWanted(letters))
    afresh = asking.afresh()
    return Done(home(afresh), afresh.said.say("Saved. It applies to letters, pages and cards."))


def _card(asking: Asking, problem: str = "") -> Card:
    say = asking.said.say
    chosen = asking.school.choice_of(asking.person.sourced_id)
    languages = tuple(LANGUAGES.items())
    ways = (
        (
            LettersWanted.AS_NEEDED.value,
            say(
                "When a window opens, before it is due, and every few school days while "
                "something is left"
            ),
        ),
        (LettersWanted.WEEKLY.value, say("One letter a week at most")),
        (LettersWanted.NEVER.value, say("No letters")),
    )
    page = f"{asking.addon.settings.public_url}/me"
    return Card(
        name="settings",
        title=say("How you are told"),
        sections=(
            Section(
                widgets=(
                    *((Paragraph(problem),) if problem else ()),
                    _first(
                        Choice(name="language", label=say("Language"), items=languages),
                        chosen.language,
                    ),
                    _first(
                        Choice(name="letters", label=say("Letters"), items=ways),
                        chosen.letters.value,
                    ),
                    Paragraph(say("The language is that of your letters, pages and cards.")),
                    Buttons(
                        (
                            Button(text=say("Save"), on_click=Ask(path=KEEP), is_main=True),
                            Button(text=say("Calendar"), on_click=Link(page)),
                        )
                    ),
                )
            ),
        ),
    )


def _first(choice: Choice, chosen: str) -> Choice:
    """The choice with what is chosen now at its head, for the first is chosen beforehand."""
    items = sorted(choice.items, key=lambda item: item[0] != chosen)
    return Choice(name=choice.name, label=choice.label, items=tuple(items))
