"""The catalogues are complete, and letters and pages in Spanish say nothing in English."""

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from copy import deepcopy
from datetime import date

import pytest
from jinja2 import Environment, nodes

from scripts.make_catalogue import PURE, ROOT, SERVICE, catalogue_of, sentences
from service.features.duties.view import duties_of
from service.features.reminders.digest import letters
from service.speech import DEFAULT, LANGUAGES, speech
from sheet_templates.sentences import (
    ShortDay,
    about,
    listed,
    sentence,
    several,
    together,
    without_name,
)
from sync.domain.telling_people import LettersWanted
from sync.store.engine import Store, memory_store
from sync.store.people import choose
from sync.store.school import school
from sync.store.words import packed, unpacked
from tests.pages import small_school
from tests.pages.conftest import LINKS

PAGES = sorted(SERVICE.rglob("templates/**/*.html"))
CARDS = sorted((SERVICE / "features" / "addon").glob("*.py"))
SHOWN = {"title", "header", "label", "hint", "text"}
TELLING = {"Paragraph", "NotAllowedError", "Done", "bold", "lines"}
BRAND = "Tracksheet"
WORD = re.compile(r"[^\W\d_]{2}")
SAYING = {"say", "several", "sentence", "marked"}
OF_OPERATORS = (
    "service/backing_up.py",
    "service/client.py", "service/embedded.py", "service/folder.py", "service/server.py",
    "service/settings.py", "service/turns.py", "service/commands", "service/features/access",
    "service/features/calendars", "service/features/extracts", "service/features/score_lists",
    "service/features/roster/caseloads.py", "service/operations/access.py",
    "service/operations/calendars.py", "service/operations/caseloads.py",
    "service/operations/duties.py", "service/operations/erasing.py", "service/operations/lists.py",
    "service/operations/looking_back.py", "service/operations/score_lists.py",
    "sync/domain/flag_life.py", "sync/domain/moments.py", "sync/google/consent.py",
    "sync/store/copying.py", "sync/store/flags.py", "sync/store/migrate.py", "sync/store/place.py",
    "sync/store/postgresql.py",
)  # fmt: skip
"""Whose trouble only operators are told, at the command line, in English."""
OF_PROGRAMS = {"BadEventError", "KeysAwayError", "PartialSnapshotError", "UnprovenError"}
BUGS = {*dir(builtins), *OF_PROGRAMS}
"""Errors that no person is told."""
OTHERS = sorted(LANGUAGES.keys() - {DEFAULT})


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_lacks_a_translation_and_none_is_left_over(language: str) -> None:
    kept = catalogue_of(language)
    said = {one.id for one in sentences() if one.id}
    assert {one.id for one in kept if one.id} == said, "python -m scripts.make_catalogue"
    for one in kept:
        forms = _forms(one.string)
        assert all(forms), one.id
        assert not one.fuzzy, one.id
        if not isinstance(one.id, str):
            assert len(forms) == kept.num_plurals, one.id
    assert [(message.id, errors) for message, errors in kept.check()] == []


def _forms(said: str | Sequence[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def test_the_catalogue_keeps_to_the_table_of_spanish_terms() -> None:
    table = (ROOT / "docs" / "reference" / "spanish-terms.md").read_text(encoding="utf-8")
    last = [line.split("|")[3] for line in table.splitlines() if line.startswith("|")]
    refused = [word for cell in last for word in re.findall(r"\*([^*]+)\*", cell)]
    assert "niño" in refused
    wrong = re.compile(rf"\b(?:{'|'.join(refused)})(?:s|es)?\b", re.IGNORECASE)
    said = (form for one in catalogue_of("es") for form in _forms(one.string))
    assert [form for form in said if wrong.search(form)] == []


def called_in(tree: ast.AST, inside_f_string: bool = False) -> Iterator[tuple[ast.Call, bool]]:  # noqa: FBT001, FBT002
    """Each call, and whether it stands inside an f-string."""
    for node in ast.iter_child_nodes(tree):
        inside = inside_f_string or isinstance(node, ast.JoinedStr)
        if isinstance(node, ast.Call):
            yield node, inside
        yield from called_in(node, inside)


def is_trouble(name: str) -> bool:
    """Whether a call of that name tells people of trouble: an error they can put right, a page."""
    return name in {"abort", "notice"} or (name.endswith("Error") and name not in BUGS)


def given_to(call: ast.Call) -> Iterator[ast.expr]:
    """What a call is given, one by one of a list."""
    for one in call.args:
        yield from one.elts if isinstance(one, ast.List) else [one]


def is_plain(given: ast.expr) -> bool:
    """Whether words are given that no catalogue has."""
    is_text = isinstance(given, ast.Constant) and " " in str(given.value)
    return is_text or isinstance(given, ast.JoinedStr)


@pytest.mark.parametrize("package", ["service", *PURE])
def test_every_sentence_stands_where_the_catalogue_finds_it(package: str) -> None:
    plain = set()
    for file in sorted((ROOT / package).rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        for call, inside in called_in(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in SAYING and file.stem != "speech_in_templates":  # of marked words
                assert not inside, ast.unparse(call)
                assert isinstance(call.args[0], ast.Constant), ast.unparse(call)
            elif is_trouble(name) and any(map(is_plain, given_to(call))):
                plain.add(next((one for one in OF_OPERATORS if place.startswith(one)), place))
    assert plain == {one for one in OF_OPERATORS if one.startswith(f"{package}/")}


def unspoken_in_page(source: str) -> list[str]:
    """What a template shows of its own that goes through no catalogue: texts, and sentences."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    texts = "".join(
        part.data if isinstance(part, nodes.TemplateData) else " "
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
    )
    plain = re.sub(r"<[^>]*>", "\n", texts)
    lines = [line.strip() for line in plain.splitlines() if WORD.search(line)]
    shown = (one for output in tree.find_all(nodes.Output) for one in shown_by(output))
    return [one for one in lines if one.strip(" ·") != BRAND] + [
        one for one in shown if " " in one.strip()
    ]


def shown_by(node: nodes.Node) -> Iterator[str]:
    """The texts of its own that an expression may show; not those that it only compares."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    children = (
        [node.expr1, node.expr2] if isinstance(node, nodes.CondExpr) else node.iter_child_nodes()
    )
    if isinstance(node, nodes.Output | nodes.CondExpr | nodes.Concat | nodes.And | nodes.Or):
        for child in children:
            yield from shown_by(child) if child is not None else ()


def test_pages_say_nothing_that_the_catalogue_does_not_have() -> None:
    for file in PAGES:
        assert unspoken_in_page(file.read_text(encoding="utf-8")) == [], file.name


def written_in(value: ast.expr) -> list[str]:
    """The words that stand in a text as it is written, also between what is filled in."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    texts = [one.value for one in parts if isinstance(one, ast.Constant)]
    return [one for one in texts if isinstance(one, str)]


def unspoken_in_card(source: str) -> list[str]:
    """What a module of cards gives as words to a person without having it translated."""
    found = []
    for call in (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)):
        given = [one.value for one in call.keywords if one.arg in SHOWN]
        if getattr(call.func, "id", "") in TELLING:
            given += call.args
        found += [ast.unparse(one) for one in given if any(map(WORD.search, written_in(one)))]
    return [one for one in found if one != repr(BRAND)]


def test_cards_say_nothing_that_the_catalogue_does_not_have() -> None:
    for file in CARDS:
        assert unspoken_in_card(file.read_text(encoding="utf-8")) == [], file.name


def test_a_word_that_went_around_the_catalogue_is_found() -> None:
    (plain,) = called_in(ast.parse('raise RosterError(reason, [f"No {name}."])'))
    assert is_trouble("RosterError")
    assert any(map(is_plain, given_to(plain[0])))
    assert unspoken_in_page('<h1>{{ _("Notes") }}</h1><p>New</p>') == ["New"]
    assert unspoken_in_page("{{ 'No note' if empty else _('Some') }}") == ["No note"]
    assert unspoken_in_card('Card(title=say("Note"), header="New")') == ["'New'"]
    assert unspoken_in_card('Paragraph(f"{count} notes")') == ["f'{count} notes'"]


def test_a_sentence_is_said_later_in_any_language_and_is_kept_with_its_parts() -> None:
    made = about(
        "s-1.2026.01",
        together(
            [
                sentence(
                    "Moved from %(day)s: no school on %(days)s.",
                    day=ShortDay(date(2027, 5, 24)),
                    days=listed(["a", "b"]),
                ),
                several("%(count)s repair made.", "%(count)s repairs made.", 1200),
            ]
        ),
    )
    assert made == "s-1.2026.01: Moved from Mon 24 May: no school on a and b. 1,200 repairs made."
    spanish = (
        "s-1.2026.01: Movido del lun 24 de may: sin clases el a y b. "
        "Se hicieron 1,200 reparaciones."
    )
    kept = unpacked(packed(made))
    for one in (made, kept, deepcopy(made)):
        assert speech("en").tell(one) == made
        assert speech("es").tell(one) == spanish
    assert speech("es").tell(without_name(kept, "s-1.2026.01")) == spanish.partition(": ")[2]
    assert unpacked(packed("what was stored before")) == "what was stored before"


def test_days_and_numbers_are_said_as_the_language_does() -> None:
    day = date(2027, 5, 24)
    assert speech("en").day(day) == "Monday 24 May 2027"
    assert speech("es").day(day) == "lunes 24 de mayo de 2027"
    assert speech("es").short_day(day) == "lun 24 de may"
    assert (speech("en").day_of_month(day), speech("en").short_day(day)) == (
        "24 May",
        "Mon 24 May",
    )
    assert (speech("en").number(1234), speech("es").number(1234)) == ("1,234", "1,234")
    assert speech("es").listed(["a", "b", "c"]) == "a, b y c"
    assert speech("xx").language == DEFAULT


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(memory_store()) as opened:
        small_school.fill(opened, small_school.imported(tmp_path_factory.mktemp("spanish")))
        with opened.writing() as tx:
            known = school(tx)
            assert known is not None
            for person in ("t-1", "ad-1"):
                wanted = LettersWanted.AS_NEEDED
                choose(tx, known.scope, person, language="es", letters=wanted)
        yield opened


def test_letters_are_in_the_language_that_each_person_chose(store: Store) -> None:
    overview = small_school.reader_of(store).overview()
    assert overview is not None
    told = {one.person: one for one in letters(overview, "https://x.example", LINKS)}
    mine = told["t-1"]
    assert mine.subject == "2 puntajes por ingresar: spring vencía el viernes 7 de mayo de 2027"
    assert mine.plain.startswith(
        "Buenos días, Rosa:\n\nQuedan 2 puntajes por ingresar: 2 de spring "
        "(vencía el viernes 7 de mayo de 2027).\n"
    )
    assert "reading (faltante)" in mine.plain
    assert '<html lang="es">' in mine.html
    assert "faltan" in told["ad-1"].subject
    assert told["t-2"].subject.endswith("was due Friday 7 May 2027")


def test_a_letter_and_the_page_say_what_is_left_in_the_same_words(store: Store) -> None:
    overview = small_school.reader_of(store).overview()
    assert overview is not None
    told = {one.person: one for one in letters(overview, "https://x.example", LINKS)}
    for person in ("t-1", "t-2"):
        said = speech(overview.choice_of(person).language)
        assert duties_of(overview, overview.person(person), said).answer in told[person].plain
