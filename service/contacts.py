"""Contacts with a child's family, in words; and when it was last reached. Pure."""

from service.access import Person
from service.overview import Overview
from service.speech import Speech
from sheet_templates.school import Role
from sheet_templates.sentences import sentence
from sync.domain.contacts import Contact, contacts_on, contacts_tab, last_reached

_WAYS = {
    "call": sentence("call"),
    "meeting": sentence("meeting"),
    "message": sentence("message"),
    "letter": sentence("letter"),
    "not reached": sentence("not reached"),
}
"""The choices of the shipped templates; any other is the school's own word."""


def how_in_words(contact: Contact, said: Speech) -> str:
    """How the family was reached; empty where the row does not say it."""
    known = _WAYS.get(contact.how.casefold())
    return said.tell(known) if known else contact.how


def last_in_words(contact: Contact | None, said: Speech) -> str:
    """When the family was last reached and how, in one line."""
    if contact is None:
        return said.say("No contact with home is written down yet.")
    how, day = how_in_words(contact, said), said.day(contact.on)
    if not how:
        return said.say("Last contact with home: %(day)s.", day=day)
    return said.say("Last contact with home: %(day)s, %(how)s.", day=day, how=how)


def keeps_contacts(overview: Overview, tracker: str) -> bool:
    """Whether the tracker has a tab of contacts."""
    return contacts_tab(overview.template_in(tracker)) is not None


def last_this_year(overview: Overview, student: str) -> Contact | None:
    """The latest contact of this school year in which a child's family was reached."""
    tracker = overview.tracker_of[student]
    template, versions = overview.template_in(tracker), overview.kept.records.get(tracker, ())
    return last_reached(contacts_on(template, versions, student), overview.today)


def contacts_link(overview: Overview, person: Person, tracker: str) -> str | None:
    """The tab of the spreadsheet, for those who may type there."""
    tab = contacts_tab(overview.template_in(tracker))
    if tab is None or person.role not in {*tab.edited_by, Role.DOCUMENT_OWNER}:
        return None
    return overview.kept.places.tab_link(tracker, tab.key)
