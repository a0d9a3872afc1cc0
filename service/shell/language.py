"""In which language a page speaks: that of the person it is for, else of their browser."""

from flask import g, request

from service.shell.door import overview, signed_in
from service.speech import DEFAULT, LANGUAGES, MARKED, Speech, speech


def current_speech() -> Speech:
    """The language of this request, decided once.

    What a person chose goes before what their browser asks for.
    """
    if "speech" not in g:
        g.speech = speech(_language())
    found = g.speech
    assert isinstance(found, Speech)
    return found


def speak_as(person: str) -> Speech:
    """From here on the page is for this person (sourcedId)."""
    g.speech = speech(overview().choice_of(person).language)
    found = g.speech
    assert isinstance(found, Speech)
    return found


def speak_as_asked() -> Speech:
    """From here on the page speaks as the browser asks, for the school may not be readable."""
    g.speech = speech(_asked())
    found = g.speech
    assert isinstance(found, Speech)
    return found


def _language() -> str:
    person = signed_in()
    if person is not None and person.sourced_id in overview().kept.choices:
        return overview().choice_of(person.sourced_id).language
    return _asked()


def _asked() -> str:
    return request.accept_languages.best_match([*LANGUAGES, MARKED]) or DEFAULT
