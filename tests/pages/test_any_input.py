"""Whatever is sent to whichever page by whomever: no error of ours, nobody else's child.

The routes come from the route map, the names of fields from the code that reads them, so that a
new page is asked as well. What is sent is odd in every way that a browser, a program or somebody
who means harm can make it, beside what the page itself would send.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

import service
from service.answer_links import Answer, Asked
from service.app import create_app
from service.features.roster.roster_import import RosterImport
from service.notes import Notes, NoteSaid
from service.works import Works
from sheet_templates.errors import TracksheetError
from sheet_templates.library import shipped_template
from sync.domain.progress_notes import NoteSays
from sync.store.engine import Store, memory_store
from sync.store.kinds import LetterState
from sync.store.notes import NewRestrictedNote
from sync.store.outbox import put
from sync.store.school import school
from sync.store.templates import keep_template
from tests.pages import small_school
from tests.pages.conftest import HOME, LINKS, client_of, service_on

CODE = [file.read_text(encoding="utf-8") for file in Path(service.__file__).parent.rglob("*.py")]
FIELDS = sorted(
    {
        name
        for text in CODE
        for name in re.findall(r'(?:form|args)\.get(?:list)?\(\s*"([\w-]+)"', text)
    }
    | {f"new-{name}" for text in CODE for name in re.findall(r'said\("(\w+)"\)', text)}
    | {
        "level.agreed",
        "comment.agreed",
        "score",
        "typed.st-1-1",
        "shown.st-1-1",
        "title:metrics/reading",
        "shown:metrics/math",
    }
)
WORDS_OF_A_RESTRICTED_NOTE = "Seldom told."
ELSEWHERE = {"t-1": ("Yarrow",), "t-2": ("Quill", "Wren")}
NOBODYS = ("Quill", "Wren", "Yarrow", "/spreadsheets/")
"""What somebody without a part in trackers must never read."""
GUEST = "stand-in guest@school.example"
PEOPLE = ["ad-1", "t-1", "t-2", "ai-1", "ad-2", "ad-99", "visitor", GUEST, None]
TOKEN = "the token of this session"
ODD = [
    "", " ", "0", "-1", "9" * 25, "9" * 5000, "1e400", "nan", "٣", "½", "1,5", "\x00", "a\x00b",
    "\r\nX: y", "a\nb", "\u202e", "\ufffd", "\U0001f600" * 30, "x" * 5000, "a" + " " * 20_000 + "b",
    "../../etc/passwd", "..", "/", "//evil.example", "%00", "%", "%s%n", "10% a", "{{7*7}}", "all",
    "every", "none.none", "<script>alert(1)</script>", "'\"><b>", "=cmd()", "0001-01-01", "null",
    "9999-12-31", "2027-W01-1", "20270524", "2027-13-45", "[]", "{}", "[[[[" * 2000, "without:x/y",
    '{"place":{},"part":[],"scale":1}', '{"place":"students","part":{"kind":"%"},"scale":null}',
    "s-1.2025.KG", "s-1.2026.01", "st-2-1", "st-9-9", "t-2", "ad-2", "ai-1", "cl-2", "ad-99",
]  # fmt: skip
LIKELY = {
    "about": ["st-1-1", "st-1-2"], "at": ["st-1-1"], "base": ["1"], "code": ["ABS", "MOVED"],
    "do": ["look", "add", "keep", "left:metrics/math", "right:students/name"], "sure": ["yes"],
    "language": ["en", "es"], "letters": ["weekly"], "version": ["1"], "type": ["holiday"],
    "line": ["metrics/reading", "metrics/math", "students/name"], "metric": ["reading", "all"],
    "new-kind": ["number", "percent", "level", "choice"], "new-place": ["metrics", "supports"],
    "new-title": ["Spelling", "50 % of it"], "new-words": ["a,b", "10%,<i>"], "note": ["none"],
    "new-window": ["spring"], "new-lowest": ["0"], "new-highest": ["9"], "new-baseline": ["fall"],
    "noted_on": ["2027-05-24"], "seen": ["Reads."], "body": ["Told."], "support": ["Phonics"],
    "person": ["t-1"], "staff_member": ["t-1", "ad-1"], "student": ["st-1-1", "st-2-1"],
    "tracker": ["every", "s-1.2026.KG"], "until": ["", "2027-05-30"], "window": ["spring", "all"],
    "level.agreed": ["partly"], "talk": ["2027-05-24"], "comment.agreed": ["Since spring."],
    "day": ["2027-05-24", "2026-11-26"], "public_id": [small_school.LETTER_ID, "s-1.2026.KG"],
    "run_id": ["1"], "school_class": ["cl-1"], "list": ["Quill, Mara\t455\nWren 3"],
    "token": [
        LINKS.token(Asked(person=person, window=window, answer=answer))
        for person, window, answer in (
            ("t-1", "spring", Answer.EXCUSED), ("t-2", "fall", Answer.NOT_MINE),
            ("ai-1", None, Answer.TYPED), ("gone", "spring", Answer.MOVED),
        )
    ],
}  # fmt: skip
HEADERS = {
    "Origin": ["http://[", "null", "//", "http://[::1", "http://evil.example"],
    "Accept-Language": ["qps", "es;q=x", ",,,,", "*"],
    "Cookie": ["tracksheet_person=", "tracksheet_person=a.b.c"],
    "Range": ["bytes=9-1"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A filled school, and its pages; `notes` are ids of notes of the aide."""

    app: Flask
    notes: Sequence[str]

    @property
    def rules(self) -> list[Rule]:
        """Every route."""
        return sorted(self.app.url_map.iter_rules(), key=lambda one: one.rule)


def _nothing_is_done(name: str, *_: object) -> Any:
    raise TracksheetError(f"{name}: the small school has no spreadsheets.")


@pytest.fixture(scope="module")
def there(bundle: RosterImport) -> Iterator[School]:
    with closing(memory_store()) as store:
        small_school.fill(store, bundle)
        small_school.give_supports(store)
        assert small_school.let_a_guest_stand_in(store) == GUEST
        _keep_more(store)
        made = service_on(store)
        app = create_app(replace(made, works=Works(_nothing_is_done)))
        app.config["PROPAGATE_EXCEPTIONS"] = False  # as it is served
        yield School(app=app, notes=_notes_of_the_aide(store))


def _keep_more(store: Store) -> None:
    """A version of the template, and a letter that waits."""
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        at = small_school.READ_AT
        keep_template(tx, known.scope, shipped_template(), at)
        waits = replace(small_school.LETTER, dedupe_key=LetterState.HELD, person="t-2")
        put(tx, known.scope, [waits], at, held=True)


def _notes_of_the_aide(store: Store) -> list[str]:
    notes = Notes(store=store, now=lambda: small_school.READ_AT, follow=lambda _: None)
    overview = small_school.reader_of(store).overview()
    assert overview is not None
    day = date(2027, 5, 21)
    says = NoteSays(noted_on=day, support="Phonics", seen="Reads.", strengths="")
    said = NoteSaid(students=["st-1-1"], says=says, by="ai-1", source="page", once="1")
    (written,) = notes.write(overview, said)
    kept = notes.write_restricted(
        overview,
        NewRestrictedNote(
            student="st-1-1",
            noted_on=day,
            body=WORDS_OF_A_RESTRICTED_NOTE,
            by="ai-1",
            source="page",
            once="2",
        ),
    )
    return [written.public_id, kept.public_id]


def texts(name: str) -> st.SearchStrategy[str]:
    """What may be sent under this name: as often what the page would send as what is odd."""
    odd = st.sampled_from(ODD)
    return st.sampled_from(LIKELY[name]) | odd if name in LIKELY else odd


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
@pytest.mark.slow
def test_no_page_breaks_and_none_shows_what_is_not_for_its_reader(
    there: School, data: st.DataObject
) -> None:
    rule = data.draw(st.sampled_from(there.rules))
    person = data.draw(st.sampled_from(PEOPLE))
    asked = {name: data.draw(texts(name)) for name in rule.arguments}
    if "note" in asked and data.draw(st.booleans()):
        asked["note"] = data.draw(st.sampled_from(there.notes))
    names = data.draw(st.lists(st.sampled_from(FIELDS), unique=True))
    fields = {name: data.draw(st.lists(texts(name), min_size=1, max_size=2)) for name in names}
    headers = data.draw(
        st.just({})
        | st.sampled_from(sorted(HEADERS)).flatmap(
            lambda name: st.fixed_dictionaries({name: st.sampled_from(HEADERS[name])})
        )
    )
    status, text = ask(there, rule, person, asked, fields, headers)
    assert status < 500, text
    hidden = ELSEWHERE.get(person or "", NOBODYS if person not in {"ad-1", "ai-1", GUEST} else ())
    assert not [word for word in hidden if word in text]
    assert person == "ai-1" or WORDS_OF_A_RESTRICTED_NOTE not in text


def ask(
    there: School,
    rule: Rule,
    person: str | None,
    asked: dict[str, str],
    fields: dict[str, list[str]],
    headers: dict[str, str],
) -> tuple[int, str]:
    """Ask as somebody who is signed in and has the session's token."""
    path = re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda it: quote(asked[it[1]], safe=""), rule.rule)
    client = client_of(there.app)
    with client.session_transaction(base_url=HOME) as session:
        session["csrf"] = TOKEN
        if person is not None:
            session["person"] = person
    if "POST" not in (rule.methods or ()):
        answer = client.get(path, query_string=fields, headers=headers)
    else:
        sent: dict[str, Any] = {**fields, "csrf_token": TOKEN}
        if "roster" in rule.rule:
            sent["roster"] = BytesIO(b"PK\x03\x04"), "\u202e../x.doc"
        answer = client.post(path, data=sent, headers=headers)
    return answer.status_code, answer.text if (answer.mimetype or "").startswith("text/") else ""


def test_no_form_is_taken_without_the_token_of_the_session(there: School) -> None:
    client = client_of(there.app)
    with client.session_transaction(base_url=HOME) as session:
        session["csrf"], session["person"] = TOKEN, "ad-1"
    for rule in there.rules:
        if "POST" in (rule.methods or ()):
            path = re.sub(r"<[^>]+>", "none", rule.rule)
            assert client.post(path, data={"sure": "yes"}).status_code == 403, path
