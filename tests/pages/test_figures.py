"""Every figure on a page opens to how it is computed, of when, and to the children behind it."""

import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from pathlib import Path

import pytest

from service.measures import MEASURES, split
from sheet_templates.school import Checkpoint
from sync.domain.completeness import EntryState, JudgedEntry
from sync.domain.expected import ExpectedEntry
from sync.store.engine import memory_store
from tests.pages import small_school
from tests.pages.conftest import Visit, app_on, client_of, sign_in

PAGES = (
    ("ad-1", "/desk"),
    ("ad-1", "/reviews"),
    ("ad-2", "/reviews"),
    ("t-1", "/trackers/s-1.2026.KG"),
    ("t-1", "/duties"),
    ("ad-1", "/duties/t-2"),
)
_LINK = re.compile(r'<a class="figure" href="([^"]+)">(.+?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_COUNTS = re.compile(r"\((\d+) of (\d+)\)")
_SHARE = re.compile(r"\d+ % \(\d")
_ANSWER = re.compile(r'<p class="answer">(\d+) of (\d+) (score|child)')
_ROW = re.compile(r'<th scope="row">[^<]*</th>\s*<td class="number"><a [^>]+>(\d+)</a></td>\s*'
                  r'<td class="number">(\d+)</td>')  # fmt: skip


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_every_figure_opens_to_the_same_figure_and_the_children_behind_it(
    visit: Visit, person: str, path: str
) -> None:
    browser = visit(person)
    page = unescape(browser.get(path).text)
    links = dict.fromkeys(_LINK.findall(page))
    assert links
    assert not _SHARE.search(_LINK.sub("", page)), "a share that opens to nothing"
    for address, said in links:
        behind = unescape(browser.get(address).text)
        answer = _ANSWER.search(behind)
        assert answer, address
        counted, whole = int(answer[1]), int(answer[2])
        text = _TAG.sub("", said)
        share = _COUNTS.search(text)
        shown = (int(share[1]), int(share[2])) if share else (int(text), whole)
        assert shown == (counted, whole), address
        for word in ("How this is computed", "What it rests on", "What is left out", "02:14 on"):
            assert word in behind, (address, word)
        classes = _ROW.findall(behind)
        if classes:
            assert [sum(int(row[at]) for row in classes) for at in (0, 1)] == [counted, whole]
        if person == "ad-2":
            assert "/students/" not in behind
            continue
        listed = _listed(behind, "part", "child" if answer[3] == "child" else "score")
        assert listed == counted, address


def _listed(page: str, section: str, what: str) -> int:
    """How many scores, or children, a section of the page names."""
    lines = page.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
    return lines.count("<li>") if what == "child" else lines.count('class="state ')


def test_where_children_are_many_a_class_is_chosen_first(tmp_path: Path) -> None:
    large = small_school.imported(tmp_path, students_per_class=40)
    with closing(memory_store()) as store:
        small_school.fill(store, large)
        client = client_of(app_on(store))
        sign_in(client, "ad-1")
        school, grade = (client.get(f"/figures/expected{of}").text
                         for of in ("", "?tracker=s-1.2026.KG"))  # fmt: skip
    assert "Choose a grade or a class to see all of its children." in school
    assert "/students/" not in school
    assert "Choose a grade or a class" not in grade
    assert _listed(grade, "part", "child") == 80


def test_what_a_run_changed_opens_to_each_entry(visit: Visit) -> None:
    browser = visit("ad-1")
    (address,) = re.findall(r'class="figure" href="([^"]+)"', browser.get("/runs/1").text)
    page = browser.get(address).text
    assert '<p class="answer">14 entries changed.</p>' in page
    assert page.count("<td>blank</td>\n<td>450</td>") == 13
    assert page.count("<td>blank</td>\n<td>ABS</td>") == 1
    assert browser.get("/runs/99/s-1.2026.KG").status_code == HTTPStatus.NOT_FOUND
    assert browser.get("/runs/1/s-9.2026.KG").status_code == HTTPStatus.NOT_FOUND


def test_a_figure_is_open_to_whom_its_tracker_or_its_duties_are(visit: Visit) -> None:
    def answer(person: str, path: str) -> HTTPStatus:
        return HTTPStatus(visit(person).get(f"/figures/{path}").status_code)

    assert answer("t-1", "missing?tracker=s-1.2026.KG") is HTTPStatus.OK
    assert answer("t-1", "missing?tracker=s-1.2026.01") is HTTPStatus.FORBIDDEN
    assert answer("t-1", "missing?owed_by=t-1") is HTTPStatus.OK
    assert answer("t-1", "missing?owed_by=t-3") is HTTPStatus.FORBIDDEN
    assert answer("ad-2", "missing?owed_by=t-1") is HTTPStatus.FORBIDDEN
    assert answer("ad-1", "missing?tracker=s-9.2026.KG") is HTTPStatus.NOT_FOUND
    for wrong in ("nothing", "missing?window=w", "missing?due=x", "missing?school_class=cl-9"):
        assert answer("ad-1", wrong) is HTTPStatus.NOT_FOUND, wrong


SPRING = Checkpoint(
    key="spring", title="Spring", opens_on=small_school.MISSING_DAY - timedelta(days=42),
    due_on=small_school.MISSING_DAY - timedelta(days=17),
    missing_from=small_school.MISSING_DAY - timedelta(days=7),
)  # fmt: skip


def _entry(student: str, metric: str, state: EntryState) -> JudgedEntry:
    expected = ExpectedEntry(
        student=student, metric=metric, checkpoint="spring", school_class="cl-1", owed_by="t-1"
    )
    return JudgedEntry(expected=expected, checkpoint=SPRING, state=state)


JUDGED = (
    _entry("ana", "reading", EntryState.PRESENT),
    _entry("ana", "math", EntryState.PRESENT),
    _entry("ben", "reading", EntryState.PRESENT),
    _entry("ben", "math", EntryState.EXCUSED),
    _entry("cleo", "reading", EntryState.PRESENT),
    _entry("cleo", "math", EntryState.UNREADABLE),
    _entry("dan", "reading", EntryState.EXCUSED),
    _entry("dan", "math", EntryState.EXCUSED),
    _entry("eve", "reading", EntryState.MISSING),
    _entry("eve", "math", EntryState.LATE),
)


@pytest.mark.parametrize(
    ("measure", "counted", "whole"),
    [
        ("expected", 10, 10),
        ("complete", 7, 10),
        ("entered", 4, 10),
        ("excused", 3, 10),
        ("missing", 1, 10),
        ("late", 1, 10),
        ("unreadable", 1, 10),
        ("blank", 2, 10),
        ("accurate", 7, 8),
        ("timely", 2, 4),  # Ana's reading and Ben's were found in time
        ("covered", 2, 4),  # Ana and Ben, of all but Dan
        ("covered-in-time", 1, 4),  # Ana's mathematics came late
    ],
)
def test_each_measure_counts_what_it_says(measure: str, counted: int, whole: int) -> None:
    assert len(MEASURES) == 12

    def in_time(one: JudgedEntry) -> bool:
        return one.expected.student in {"ana", "ben"} and one.expected.metric == "reading"

    found = split(MEASURES[measure], JUDGED, in_time)
    assert (found.counted, found.whole) == (counted, whole)
