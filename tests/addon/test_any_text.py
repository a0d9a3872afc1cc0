"""Whatever a person can type is text wherever it comes out again.

Notes, restricted notes, words about a column, quick entry and the roster's names go in; cards,
pages, the spreadsheet, mail and CSV come out. Each text stands between marks, so that what became
of it is found in what was sent, byte by byte.
"""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from local_sheets.wire import create_app
from service.features.addon.keys import KeyRing
from service.features.extracts import extract
from service.features.reminders.digest import letters
from service.features.roster.roster_import import RosterImport
from service.mail.delivery import Delivery
from service.mail.handing_over import Fate, HandingOver
from service.notes import LONGEST_SEEN, Notes, tidied
from sheet_templates.drawing import Cell
from sheet_templates.edits import Plan, WriteBlock
from sheet_templates.requests import draw_requests
from sync.google.account import GoogleAccount
from sync.google.client import open_client
from sync.google.gateway import Gateway
from sync.store.engine import Store, memory_store
from sync.store.kinds import LetterState
from sync.store.outbox import put
from sync.store.school import school
from tests.addon.card_rules import shown, tags_of
from tests.addon.conftest import Panel, addon_on
from tests.addon.google import KeyServer
from tests.addon.test_cards import asked, filled_in, widgets
from tests.addon.test_texts import NASTY
from tests.pages import small_school
from tests.pages.conftest import app_on, client_of, form_token, sign_in
from tests.pages.small_school import MISSING
from tests.wsgi_adapter import WsgiAdapter

URL = "http://127.0.0.1:8765"
TEACHER, AIDE = "t-1", "ai-1"
COLUMN, ENTRY = "s-1.2026.KG|spring.reading", "/entry/cl-1/spring/reading"
BEGIN, END = "Zz7[", "]7zZ"
RUN_BY_A_SPREADSHEET = re.compile(r"[=+\-@\t\r]")
NUMBERS = count()


def between(text: str) -> str:
    """The text between the marks."""
    return f"{BEGIN}{text}{END}"


def found_in(text: str) -> list[str]:
    """What stands between the marks, wherever."""
    return re.findall(rf"{re.escape(BEGIN)}(.*?){re.escape(END)}", text, re.DOTALL)


def read_in(page: str) -> list[str]:
    """What a person reads between the marks of HTML, in which no markup of theirs may stand."""
    raw = found_in(page)
    assert not any(set("<>\"'") & set(one) for one in raw), raw
    return [unescape(one) for one in raw]


@dataclass(slots=True)
class Postbox:
    """Takes letters as they would be sent."""

    taken: list[EmailMessage] = field(default_factory=list)

    def hand_over(self, letter: EmailMessage) -> HandingOver:
        """Keep what another program would read out of the bytes."""
        content = letter.as_bytes(policy=SMTP.clone(cte_type="7bit"))
        self.taken.append(message_from_bytes(content, EmailMessage, policy=SMTP))
        return HandingOver(fate=Fate.TAKEN)

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """One installation with all that people read of it."""

    store: Store
    panel: Panel
    teacher: FlaskClient
    aide: FlaskClient
    gateway: Gateway
    spreadsheet: str

    def says(self, client: FlaskClient, path: str) -> list[str]:
        """What stands between marks on a page."""
        return read_in(client.get(path).text)

    def on_card(self, path: str, person: str, **more: Any) -> list[str]:
        """What stands between marks on a card, where Google reads markup."""
        card = self.panel.card(path, person, **more)
        kinds = ("textParagraph", "decoratedText")
        texts = [one[kind]["text"] for one in widgets(card) for kind in kinds if kind in one]
        assert all(tags_of(text) <= {"b", "br"} for text in texts)
        return [one for text in texts for one in found_in(shown(text))]


@pytest.fixture(scope="module")
def outlets(
    bundle: RosterImport, keys: KeyServer, ring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outlets]:
    folder: Path = tmp_path_factory.mktemp("sheets")
    (folder / "people.json").write_text('{"people": []}', encoding="utf-8")
    served = create_app(folder, base_url=URL)
    account = GoogleAccount.of_key(folder / "service-account.json", URL)
    gateway = Gateway(open_client(account, label="texts", transport=WsgiAdapter(served)))
    with closing(memory_store()) as store, closing(served):
        small_school.fill(store, bundle)
        pages = app_on(store)
        teacher, aide = client_of(pages), client_of(pages)
        sign_in(teacher, TEACHER)
        sign_in(aide, AIDE)
        yield Outlets(
            store=store,
            panel=Panel(addon_on(store, keys, ring)),
            teacher=teacher,
            aide=aide,
            gateway=gateway,
            spreadsheet=gateway.create_spreadsheet("Texts", gateway.shared_drive("Trackers"), {}),
        )


def typed_into_notes(outlets: Outlets, texts: list[str]) -> None:
    """Both kinds of notes and the word about a column, by card; read on cards and pages."""
    child = asked(outlets.panel, "st-1-1", once=str(next(NUMBERS)))
    marked = "".join(map(between, texts))
    said, lines = found_in(tidied(marked)), found_in(" ".join(tidied(marked).split()))
    inputs = filled_in(seen=marked, strengths=marked)
    assert "is saved" in str(outlets.panel.ask("note/save", AIDE, parameters=child, inputs=inputs))
    outlets.panel.ask("restricted/save", AIDE, parameters=child, inputs=filled_in(body=marked))
    about = filled_in(column=COLUMN, reason=between(texts[0]))
    outlets.panel.ask("column/say", TEACHER, parameters=child, inputs=about)
    many = len(said)
    assert outlets.on_card("student", TEACHER, parameters=child)[: 2 * many] == said * 2
    assert outlets.on_card("restricted", AIDE, parameters=child)[:many] == said
    assert outlets.says(outlets.teacher, "/notes/students/st-1-1")[: 2 * many] == said * 2
    assert outlets.says(outlets.aide, "/notes/students/st-1-1/restricted")[:many] == said
    assert lines[0] in outlets.says(outlets.teacher, "/trackers/s-1.2026.KG")


def typed_into_entry(outlets: Outlets, texts: list[str]) -> None:
    """As names and as a score of quick entry: said to be none, and shown as they were typed."""
    token = form_token(outlets.teacher.get(ENTRY).text)
    lines = [" ".join(between(one).splitlines()) + ", 455" for one in texts]
    listed = outlets.teacher.post(ENTRY, data={"csrf_token": token, "list": "\n".join(lines)})
    assert read_in(listed.text) == [one for line in lines for one in found_in(repr(line))]
    assert "0 scores would be written." in listed.text
    score = {"csrf_token": token, "at": "st-1-1", "score": between(texts[0][:40]), "go": "next"}
    refused = outlets.teacher.post(ENTRY, data=score)
    assert refused.status_code == 400
    assert texts[0][:40] in read_in(refused.text)


def named_in_mail(outlets: Outlets, texts: list[str]) -> None:
    """As a child's name in a letter: the same in both bodies, as another program reads them."""
    overview = outlets.panel.addon.overview()
    assert overview is not None
    name = " ".join(tidied("".join(map(between, texts))).split())
    frame = replace(overview.frame, student_names={**overview.student_names, MISSING.student: name})
    told = letters(replace(overview, frame=frame), "https://x.example")
    mine = next(one for one in told if one.person == TEACHER)
    with outlets.store.writing() as tx:
        known = school(tx)
        assert known is not None
        key = str(next(NUMBERS))
        put(tx, known.scope, [replace(mine, dedupe_key=key)], small_school.READ_AT, held=False)
    post = Postbox()
    delivery = Delivery(
        store=outlets.store,
        scope=known.scope,
        mailer=post,
        sender="tracksheet@school.example",
        now=lambda: small_school.READ_AT,
    )
    assert delivery.run()[LetterState.SENT] == 1
    plain, html = (part.get_content() for part in post.taken[-1].iter_parts())
    assert found_in(plain) == read_in(html) == found_in(name)


def written_into_cells(outlets: Outlets, texts: list[str]) -> None:
    """As the planner writes them, and as CSV for a spreadsheet: never a formula."""
    said = [one for one in map(tidied, texts) if one]
    rows = tuple((Cell(value=one),) for one in said)
    if rows:
        block = WriteBlock(sheet_id=0, row=0, column=0, rows=rows, with_values=True)
        requests = draw_requests(Plan(drawing=(block,)))
        drawn = outlets.gateway.draw(outlets.spreadsheet, requests, CELLS)
        held = [row["values"][0] for row in drawn["sheets"][0]["data"][0]["rowData"]][: len(said)]
        expected = [{"stringValue": one} for one in said]
        assert [one["userEnteredValue"] for one in held] == expected
        assert [one["effectiveValue"] for one in held] == expected
    listed = extract([{"said": one} for one in texts], "csv")
    read = [row["said"] for row in csv.DictReader(io.StringIO(listed, newline=""))]
    lines = [one.replace("\r\n", "\n").replace("\r", "\n") for one in texts]
    assert all(row in {one, f"'{one}"} for row, one in zip(read, lines, strict=True))
    assert not any(RUN_BY_A_SPREADSHEET.match(one) for one in read)


CELLS = "sheets(data(rowData(values(userEnteredValue,effectiveValue))))"
ANYTHING = st.text(max_size=90) | st.text(
    st.sampled_from(
        "<>&\"'=+-@;,\t\r\n\0\x07\x1b\x85\u2028\u200b\u202e\ufeff\U0001f469\u200d{}%\\"
    ),
    max_size=90,
)
SOME = st.lists(ANYTHING, min_size=8, max_size=8)
"""Several at a time: what carries one through the installation carries eight."""
SHARED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def come_out_as_text(outlets: Outlets, texts: list[str]) -> None:
    """All ways of these texts through the installation."""
    texts = [one.replace(BEGIN, "").replace(END, "") for one in texts]
    typed_into_notes(outlets, texts)
    # No form of a browser sends halves of characters.
    sent = [one.encode("utf-8", "replace").decode() for one in texts]
    typed_into_entry(outlets, sent)
    named_in_mail(outlets, sent)
    written_into_cells(outlets, sent)


@settings(SHARED, max_examples=1)
@given(SOME)
@example([one[:90] for one in NASTY[:8]])
@example(["\x00\x07\r\nbell\u2028line \ufeff\ud800", "\t=1+1", "\r=1", "\n=1", "+1", "@x"])
def test_any_texts_come_out_as_texts_everywhere(outlets: Outlets, texts: list[str]) -> None:
    come_out_as_text(outlets, texts)


@pytest.mark.slow
@settings(SHARED, max_examples=25)
@given(SOME)
def test_two_hundred_texts_come_out_as_texts_everywhere(outlets: Outlets, texts: list[str]) -> None:
    come_out_as_text(outlets, texts)


def test_the_longest_note_is_taken_and_a_longer_one_is_named(outlets: Outlets) -> None:
    panel = outlets.panel
    for length, words in ((LONGEST_SEEN, "Your note is saved."), (5_000, "has 5,000 characters")):
        parameters = asked(panel, "st-1-2", once=f"long {length}")
        inputs = filled_in(seen="\U0001f469" * length)
        answer = panel.ask("note/save", AIDE, parameters=parameters, inputs=inputs)
        assert words in str(answer)
    notes = Notes(store=outlets.store, now=lambda: small_school.READ_AT, follow=lambda _: None)
    overview = panel.addon.overview()
    assert overview is not None
    (kept,) = notes.last(overview, "st-1-2", 9)
    assert kept.seen == "\U0001f469" * LONGEST_SEEN
