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
_WAYS = {
    LettersWanted.AS_NEEDED: "When a window opens, before it is due, and while something is left",
    LettersWanted.WEEKLY: "One letter a week at most",
    LettersWanted.NEVER: "No letters",
}


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
        return Turn(_card(asking, "Choose one of the languages and one of the ways."))
    asking.addon.people.choose(person, language, LettersWanted(letters))
    return Done(home(asking.afresh()), "Kept. It holds for letters and pages.")


def _card(asking: Asking, problem: str = "") -> Card:
    chosen = asking.school.choice_of(asking.person.sourced_id)
    languages = tuple(LANGUAGES.items())
    ways = tuple((way.value, words) for way, words in _WAYS.items())
    page = f"{asking.addon.settings.public_url}/me"
    return Card(
        name="settings",
        title="How you are told",
        sections=(
            Section(
                widgets=(
                    *((Paragraph(problem),) if problem else ()),
                    _first(
                        Choice(name="language", label="Language", items=languages), chosen.language
                    ),
                    _first(
                        Choice(name="letters", label="Letters", items=ways), chosen.letters.value
                    ),
                    Paragraph(
                        asking.said.say(
                            "The language is that of your letters, your pages and the cards of "
                            "notes; other cards are in English."
                        )
                    ),
                    Buttons(
                        (
                            Button(text="Keep this", on_click=Ask(path=KEEP), is_main=True),
                            Button(text="Calendar", on_click=Link(page)),
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
