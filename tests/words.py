"""What a person reads that went around the catalogue: English is said between marks (`MARKED`)."""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser

from service.overview import Overview
from service.speech import LANGUAGES, MARKED
from sheet_templates.library import shipped_names, shipped_template
from sheet_templates.school import Leader, StaffMember, Student
from sheet_templates.sentences import Sentence, sentence
from sync.domain.audit import Finding, FindingKind, Repair
from sync.domain.entries import EntryValue
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.telling_people import LettersWanted
from sync.store.audit import Right, keep_look
from sync.store.engine import Store
from sync.store.holds import replace_holds
from sync.store.people import choose
from sync.store.school import school
from sync.store.trackers import tracker
from tests.pages import small_school

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"[^\s⟦⟧]+(?://|@)[^\s⟦⟧]+")
_SAID = re.compile(r"⟦[^⟦⟧]*⟧")
_READ_OUT = {"alt", "aria-label", "placeholder", "title", "content"}
_SILENT = {"style", "script"}
_OURS = ("Tracksheet", "qps", *LANGUAGES.values())


def speak_marked(store: Store, people: Collection[str]) -> None:
    """Have everybody read English with every sentence between marks."""
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        for person in people:
            wanted = LettersWanted.AS_NEEDED
            choose(tx, known.scope, person, language=MARKED, letters=wanted)


def find_fault(store: Store) -> None:
    """A change that waits, a link that stands open, and somebody's rights, as reads found them."""
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = tracker(tx, known.scope, "s-1.2026.KG")
        assert made is not None
        gone = sentence("The %(tab)s tab is gone.", tab="Students")
        changes = {small_school.MISSING: EntryValue(number=412.0, code=None, a1="I16")}
        waiting = Hold(
            tab="students", scope=WHOLE_TAB, rule="tab_lost", message=gone, changes=changes
        )
        replace_holds(tx, made, 1, None, small_school.READ_AT, found=[waiting], stopped=())
        link = Finding(
            kind=FindingKind.LINK,
            key="anyone",
            sentence=sentence("Anyone who has the link can %(can)s it.", can=sentence("edit")),
            repair=Repair.AT_ONCE,
        )
        right = Right(
            who=sentence("anyone who has the link"),
            role=sentence("none"),
            may=sentence("edit"),
            ranges=(),
            closed_ranges=(),
            reason=sentence("no reason is known; see `tracksheet audit`"),
        )
        keep_look(tx, known.scope, made.id, [link], [right], small_school.READ_AT)


def own_words(overview: Overview, *others: str) -> re.Pattern[str]:
    """What the school itself has written: names, titles and codes, and `others`."""
    roster, template = overview.kept.roster, overview.template
    adults: list[StaffMember | Leader] = [*roster.staff, *overview.leaders.values()]
    people: list[StaffMember | Leader | Student] = [*adults, *roster.students]
    shipped = (word for one in shipped_names() for word in (one, shipped_template(one).title))
    found = {
        *shipped,
        roster.school.name,
        template.title,
        template.key,
        overview.kept.calendar.title,
        *(one.title for one in overview.kept.calendar.bands),
        *(one.title for one in roster.school_year.grading_periods),
        *(one.title for one in roster.classes),
        *(one.title for one in overview.trackers if not isinstance(one.title, Sentence)),
        *(one.title for one in template.tabs),
        *(one.grade for one in roster.students),
        *(one.public_id for one in overview.trackers),
        *(word for one in overview.checkpoints for word in (one.title, one.key)),
        *(
            word
            for one in template.metrics
            for word in (one.title, one.key, one.why, one.supports)
            if word
        ),
        template.purpose,
        *(word for one in template.tabs for word in (one.title, one.help)),
        *(column.header for one in template.tabs for column in one.columns),
        *(word for one in template.excuse_codes for word in (one.code, one.meaning)),
        *(word for one in template.cadence.milestones for word in (one.title, one.what)),
        *(one.email for one in adults),
        *(word for one in people for word in (one.given_name, one.family_name)),
    }
    words = sorted({*filter(None, found), *others, *_OURS}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def unsaid(text: str, own: re.Pattern[str]) -> list[str]:
    """The words of a text that stand outside of the marks and are not the school's own."""
    rest = _ADDRESS.sub(" ", text)
    while _SAID.search(rest):
        rest = _SAID.sub(" ", rest)
    return _WORD.findall(own.sub(" ", rest))


def read_out(page: str) -> str:
    """All that a page shows or says to a screen reader, one part a line."""
    reader = _Reader()
    reader.feed(page)
    return "\n".join(reader.found())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._text: list[str] = []
        self._attributes: list[str] = []
        self._silent = 0

    def found(self) -> Iterator[str]:
        yield "".join(self._text)
        yield from self._attributes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._text.append("\n" if tag in {"p", "td", "th", "li", "h1", "h2", "h3"} else "")
        if tag != "meta":
            self._attributes += [value or "" for name, value in attrs if name in _READ_OUT]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)
