"""A person's own choices, the calendar feed under its secret address, and badges without names."""

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import Signer

from service.features.roster.roster_import import RosterImport
from sync.store.engine import memory_store
from tests.pages import small_school
from tests.pages.conftest import SECRET, app_on, client_of, form_token, sign_in


@pytest.fixture(scope="module")
def own(bundle: RosterImport) -> Iterator[Flask]:
    """An app on a store of its own: these tests choose."""
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        yield app_on(store)


def person(app: Flask, sourced_id: str) -> FlaskClient:
    client = client_of(app)
    sign_in(client, sourced_id)
    return client


def send(client: FlaskClient, path: str, **form: str) -> str:
    token = form_token(client.get("/me").text)
    answer = client.post(path, data={"csrf_token": token, **form}, follow_redirects=True)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_who_chooses_spanish_reads_it_from_then_on(own: Flask) -> None:
    client = person(own, "t-1")
    assert '<html lang="en">' in client.get("/duties").text
    assert "¿Cómo me avisan" in send(client, "/me", language="es", letters="weekly")
    page = unescape(client.get("/duties").text)
    assert '<html lang="es">' in page
    assert "Quedan 2 puntajes por ingresar: 2 de spring" in page
    assert "Quill, Mara" in page
    assert "What do I owe" in person(own, "t-3").get("/duties").text


def test_a_browser_in_spanish_is_spoken_to_in_spanish(own: Flask) -> None:
    client = person(own, "t-2")
    page = client.get("/duties", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})
    assert '<html lang="es">' in page.text


def test_a_feed_names_no_child_and_ends_when_its_person_ends_it(own: Flask) -> None:
    client = person(own, "t-3")
    found = re.search(r"<code>(http[^<]+/feed/[^<]+\.ics)</code>", send(client, "/me/feed"))
    assert found
    assert found[1] not in client.get("/me").text, "it is shown once"
    nobody = client_of(own)
    answer = nobody.get(found[1])
    assert answer.mimetype == "text/calendar"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    titles = {str(one["SUMMARY"]) for one in events}
    assert {"Spring scores are due", "Data review"} <= titles
    due = next(one for one in events if str(one["SUMMARY"]) == "Spring scores are due")
    assert str(due.decoded("DTSTART")) == "2027-05-07"
    assert len({str(one["UID"]) for one in events}) == len(events)
    for child in small_school.PEOPLE.values():
        assert child[1] not in answer.text
    send(client, "/me/feed/end")
    assert nobody.get(found[1]).status_code == 404


def test_a_new_address_ends_the_old_one(own: Flask) -> None:
    client = person(own, "ai-1")
    first, second = (re.findall(r"/feed/[^<]+\.ics", send(client, "/me/feed"))[0] for _ in range(2))
    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_a_badge_shows_figures_and_no_name_to_whoever_has_its_address(own: Flask) -> None:
    page = unescape(person(own, "ad-1").get("/me").text)
    address = next(one for one in re.findall(r"/badge/[^<]+\.svg", page) if ".KG/" in one)
    assert "/badge/" not in person(own, "t-1").get("/me").text
    nobody = client_of(own)
    picture = nobody.get(address)
    assert picture.mimetype == "image/svg+xml"
    assert "Kindergarten: 87 % (14 of 16)" in picture.text
    figures = nobody.get(address.replace(".svg", ".json")).json
    assert figures is not None
    assert (figures["tracker"], figures["state"]) == ("s-1.2026.KG", "missing")
    assert (figures["expected"], figures["done"], figures["missing"]) == (16, 14, 1)
    for names in small_school.PEOPLE.values():
        assert names[1] not in picture.text + str(figures)


def test_the_key_of_one_tracker_opens_no_other(own: Flask) -> None:
    key = Signer(SECRET, salt="a badge").get_signature("s-1.2026.KG").decode()
    nobody = client_of(own)
    assert nobody.get(f"/badge/s-1.2026.KG/{key}.json").status_code == 200
    assert nobody.get(f"/badge/s-1.2026.01/{key}.json").status_code == 404


def test_a_leader_chooses_how_to_be_told_and_has_the_schools_dates_in_a_feed(own: Flask) -> None:
    client = person(own, "ad-2")
    (address,) = re.findall(r"/feed/[^<]+\.ics", send(client, "/me/feed"))
    events = icalendar.Calendar.from_ical(client_of(own).get(address).data).walk("VEVENT")
    dates = sorted((str(one.decoded("DTSTART")), str(one["SUMMARY"])) for one in events)
    assert ("2027-05-07", "Spring scores are due") in dates
    assert ("2027-05-28", "Data review") in dates
    page = send(client, "/me", language="es", letters="never")
    assert "El primer día de clases de una semana con revisión de datos" in page
    assert '<html lang="es">' in client.get("/mailbox").text
