"""Cards for whoever gets no other: no role, no school, not allowed, something that went wrong."""

from collections.abc import Sequence

from service.features.addon.cards import Card, Paragraph, Section
from service.speech import Speech


def no_role(email: str, owner: str, said: Speech) -> Card:
    """Google says who it is, and the school's staff list does not know them."""
    return _card(
        "no-role",
        said.say("No role here"),
        said.say(
            "%(email)s is not on this school's staff list, so there is nothing here for you to "
            "see. If you should have a role, ask %(owner)s.",
            email=email,
            owner=owner,
        ),
    )


def no_school(said: Speech) -> Card:
    """No roster has been imported."""
    return _card(
        "no-school",
        said.say("Nothing here yet"),
        said.say("There is no school here yet. Whoever runs Tracksheet imports a roster first."),
    )


def not_allowed(why: str, said: Speech) -> Card:
    """The person may not, and why."""
    return _card("not-allowed", said.say("This is not open to you"), said.tell(why))


def trouble(reason: str, problems: Sequence[str], said: Speech) -> Card:
    """What could not be done, and all that stood in the way."""
    texts = said.told((reason, *problems))
    return _card("trouble", said.say("This could not be done"), *texts)


def _card(name: str, title: str, *texts: str) -> Card:
    return Card(
        name=name,
        title=title,
        sections=(Section(widgets=tuple(Paragraph(text) for text in texts)),),
    )
