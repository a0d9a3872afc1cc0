"""Progress notes and restricted notes, card by card; each was taken as Google would take it."""

from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from service.features.addon.keys import KeyRing
from service.features.roster.roster_import import RosterImport
from sync.domain.progress_notes import ProgressNote
from sync.domain.telling_people import LettersWanted
from sync.store.engine import Store, memory_store
from sync.store.notes import note_accesses, written_notes
from sync.store.school import school
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.addon.test_cards import asked, filled_in, sent_by, widgets, words
from tests.pages import small_school

AIDE, TEACHER, OWNER = "ai-1", "t-1", "ad-1"
NOBODY_FITS = "No student of your trackers fits. Check the spelling, or type the id."


@pytest.fixture(scope="module")
def panel(noting: Panel) -> Panel:
    return noting


def notes_in(store: Store) -> list[ProgressNote]:
    with store.reading() as tx:
        known = school(tx)
        assert known is not None
        return written_notes(tx, known.scope)


def clicks(card: dict[str, Any]) -> list[dict[str, str]]:
    """What the rows of a card send."""
    rows = [one["decoratedText"] for one in widgets(card) if "decoratedText" in one]
    return [sent_by(row) for row in rows if "onClick" in row]


def sends(card: dict[str, Any]) -> dict[str, str]:
    """What the last button of a card sends."""
    (*_, buttons) = (one["buttonList"]["buttons"] for one in widgets(card) if "buttonList" in one)
    return sent_by(buttons[0])


def boxes(card: dict[str, Any]) -> dict[str, str]:
    """The ticked boxes of a form, by the name beside each."""
    rows = [one["decoratedText"] for one in widgets(card) if "decoratedText" in one]
    return {row["text"]: row["switchControl"]["name"] for row in rows if "switchControl" in row}


def test_whoever_supports_reads_which_notes_are_due_and_is_a_click_from_each(panel: Panel) -> None:
    home = panel.card("home", AIDE)
    said = words(home)
    assert "Quill, Mara\n! Phonics: late, due Monday 17 May 2027" in said
    assert "[Write a note]" in said
    assert "[Write a note]" not in words(panel.card("home", TEACHER))
    form = panel.card("note/form", AIDE, parameters=clicks(home)[0])
    assert [one["selectionInput"]["items"] for one in widgets(form) if "selectionInput" in one] == [
        [
            {"text": "Phonics", "value": "supports-1", "selected": True},
            {"text": "No support in particular", "value": "none", "selected": False},
        ]
    ]


def test_a_note_is_stored_once_its_author_is_proven_and_its_tracker_follows(
    panel: Panel, supported: Store, followed: list[str]
) -> None:
    parameters = asked(panel, "st-1-1")
    form = panel.card("note/form", AIDE, parameters=parameters)
    inputs = filled_in(support="supports-0", seen="=1+1 <b>Reads</b> on.\r\nTwice.", strengths="")
    for _ in range(2):
        answer = panel.ask("note/save", AIDE, parameters=sends(form), inputs=inputs)
        toast = answer["renderActions"]["action"]["notification"]["text"]
        assert toast == "Your note is saved. It goes into the spreadsheet by itself."
    (note,) = notes_in(supported)
    assert (note.student, note.by, note.author) == ("st-1-1", AIDE, "Cal Cole")
    assert (note.support, note.seen) == ("Phonics", "=1+1 <b>Reads</b> on.\nTwice.")
    assert (note.tracker, note.tab) == ("s-1.2026.KG", "notes")
    assert note.noted_on == small_school.MISSING_DAY
    assert followed == ["s-1.2026.KG"] * 2
    said = words(panel.card("student", TEACHER, parameters=parameters))
    assert (
        "Monday 24 May 2027, Phonics\n=1+1 <b>Reads</b> on.\nTwice.\nWritten by Cal Cole."
    ) in said
    assert (
        "Monday 3 May 2027, Phonics\nReads pairs.\nNext step: Pairs with three letters.\n"
        "By C. Cole, as the spreadsheet says."
    ) in said
    assert "Phonics\nby Mr. Cole, since Monday 5 April 2027" in said


def test_one_note_lands_on_each_of_the_group_who_stayed_ticked(
    panel: Panel, supported: Store
) -> None:
    (group,) = clicks(panel.card("note", AIDE))
    form = panel.card("note/form", AIDE, parameters=group)
    mara, other = boxes(form)
    assert mara == "Quill, Mara"
    before = len(notes_in(supported))
    everybody = filled_in(seen="Read in turns.", **dict.fromkeys(boxes(form).values(), "yes"))
    answer = panel.ask("note/save", AIDE, parameters=sends(form), inputs=everybody)
    assert "Your note on 2 students is saved." in str(answer)
    assert {one.student for one in notes_in(supported)[:2]} == set(small_school.SUPPORTED)
    alone = filled_in(seen="Alone.", **{boxes(form)[other]: "yes"})
    panel.ask("note/save", AIDE, parameters=group | {"once": "again"}, inputs=alone)
    assert notes_in(supported)[0].student == "st-1-2"
    assert len(notes_in(supported)) == before + 3
    nobody = panel.ask("note/save", AIDE, parameters=sends(form), inputs=filled_in(seen="x"))
    assert "Nobody is chosen; choose one student or several." in str(nobody)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("quill", ["Quill, Mara"]),
        ("  MARA qu", ["Quill, Mara"]),
        ("st-1-3", ["Wren, Ivo"]),
        ("nobody of that name", [NOBODY_FITS]),
    ],
)
def test_a_student_is_found_by_a_part_of_the_name_or_the_id(
    panel: Panel, name: str, found: list[str]
) -> None:
    assert words(panel.card("note/find", AIDE, inputs=filled_in(name=name))) == found


def test_a_list_of_found_students_says_how_many_there_are(panel: Panel) -> None:
    said = words(panel.card("note/find", AIDE, inputs=filled_in(name="st-")))
    assert said[-1] == "12 students fit; type more of the name."
    assert len(said) == 11


@pytest.mark.parametrize("path", ["note", "note/find", "note/form", "note/save"])
def test_teachers_write_no_notes_where_the_template_says_so(
    panel: Panel, supported: Store, path: str
) -> None:
    before = notes_in(supported)
    parameters = asked(panel, "st-1-1", once="x")
    card = panel.card(path, TEACHER, parameters=parameters, inputs=filled_in(seen="x", name="q"))
    assert card["name"] == "not-allowed"
    assert notes_in(supported) == before


def test_a_group_of_somebody_else_is_nobodys(panel: Panel) -> None:
    parameters = {"group": panel.addon.handle("group t-1 phonics"), "once": "x"}
    for path in ("note/form", "note/save"):
        card = panel.card(path, AIDE, parameters=parameters, inputs=filled_in(seen="x"))
        assert words(card)[0].startswith("This group is not there any more")


def test_a_restricted_note_is_for_those_who_support_and_every_look_is_written_down(
    panel: Panel, supported: Store
) -> None:
    parameters = asked(panel, "st-1-2")
    card = panel.card("restricted", AIDE, parameters=parameters)
    assert "There are none on this student." in words(card)
    secret = filled_in(body="Family matter: <i>Zz</i>")
    for _ in range(2):
        panel.ask("restricted/save", AIDE, parameters=sends(card), inputs=secret)
    again = words(panel.card("restricted", AIDE, parameters=parameters))
    assert "Monday 24 May 2027\nFamily matter: <i>Zz</i>\nCal Cole" in again
    with supported.reading() as tx:
        known = school(tx)
        assert known is not None
        accesses = [(one.who, one.what, one.notes) for one in note_accesses(tx, known.scope, 9)]
    assert accesses == [(AIDE, "read", 1), (AIDE, "wrote", 1), (AIDE, "read", 0)]
    for person in (TEACHER, OWNER):
        for path in ("restricted", "restricted/save"):
            refused = panel.card(path, person, parameters=parameters, inputs=secret)
            assert refused["name"] == "not-allowed"
        glance = panel.card("student", person, parameters=parameters)
        assert "[Restricted notes]" not in words(glance)
        assert "Family matter" not in str(glance)


def test_an_empty_restricted_note_is_refused_with_what_is_wrong(panel: Panel) -> None:
    parameters = asked(panel, "st-1-2", once="empty")
    answer = panel.ask("restricted/save", AIDE, parameters=parameters)
    assert "The note is empty; write a sentence." in str(answer)


def test_cards_of_notes_and_what_is_wrong_with_one_are_in_the_language_that_was_chosen(
    bundle: RosterImport, keys: KeyServer, ring: KeyRing
) -> None:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        panel = Panel(addon_on(store, keys, ring))
        panel.addon.people.choose(AIDE, "es", LettersWanted.AS_NEEDED)
        home = panel.card("home", AIDE)
        assert "Quill, Mara\n! Phonics: con retraso, vence el lunes 17 de mayo de 2027" in words(
            home
        )
        assert "Datos del lunes 24 de mayo de 2027, 02:14." in words(home)
        glance = words(panel.card("student", AIDE, parameters=asked(panel, "st-1-1")))
        assert "Phonics\nde Mr. Cole, desde el lunes 5 de abril de 2027" in glance
        last = "Último contacto con la familia: martes 4 de mayo de 2027, llamada."
        assert any(last in one for one in glance)
        (group,) = clicks(panel.card("note", AIDE))
        form = panel.card("note/form", AIDE, parameters=group)
        assert form["header"]["title"] == "Nota de progreso"
        inputs = filled_in(seen="x" * 2_001)
        refused = str(panel.ask("note/save", AIDE, parameters=sends(form), inputs=inputs))
        assert "No se eligió a nadie; elija a un estudiante o a varios." in refused
        assert "«Lo que se vio» tiene 2,001 caracteres; el máximo es 2,000." in refused
        secret = panel.card("restricted", AIDE, parameters=asked(panel, "st-1-2"))
        assert "No hay ninguna sobre este estudiante." in words(secret)


def test_no_card_offers_notes_where_the_tracker_takes_none(
    filled: Store, keys: KeyServer, ring: KeyRing
) -> None:
    reader = small_school.taking_no_notes(filled)
    panel = Panel(replace(addon_on(filled, keys, ring), overview=reader.overview))
    for sourced_id in (AIDE, OWNER):
        parameters = asked(panel, "st-1-1")
        said = words(panel.card("student", sourced_id, parameters=parameters))
        said += words(panel.card("home", sourced_id))
        assert not {"[Write a note]", "[Progress note]"} & set(said)
        refused = words(panel.card("note", sourced_id))[0]
        assert "They are typed into the tab Progress notes of its spreadsheet." in refused


def test_a_card_has_notes_for_who_stands_in_from_outside_and_says_why_no_restricted_ones(
    store: Store, keys: KeyServer, ring: KeyRing
) -> None:
    small_school.give_supports(store)
    small_school.let_a_guest_stand_in(store)
    panel, guest = Panel(addon_on(store, keys, ring)), small_school.GUEST.partition("@")[0]
    glance = words(panel.card("student", guest, parameters=asked(panel, "st-1-1")))
    assert any("Reads pairs." in one for one in glance)
    assert any("Last contact with home: Tuesday 4 May 2027, call." in one for one in glance)
    assert "[Progress note]" in glance
    assert "[Restricted notes]" not in glance
    home = panel.card("home", guest)
    assert "You stand in for Cal Cole" in {one.get("header") for one in home["sections"]}
    assert "[Write a note]" in words(home)
    for path in ("restricted", "restricted/save"):
        refused = panel.card(path, guest, parameters=asked(panel, "st-1-1"))
        assert refused["name"] == "not-allowed", path
        assert "are not on this school's staff list" in words(refused)[0]
