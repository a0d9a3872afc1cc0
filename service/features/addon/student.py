"""One child at a glance: scores and how they go on, excuses that hold, and what one may do."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from service.contacts import keeps_contacts, last_in_words, last_this_year
from service.excuse_words import what_of
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Link,
    Paragraph,
    Row,
    Section,
    Show,
    Text,
    bold,
    lines,
)
from service.features.addon.note_ways import may_write, to_student
from service.features.addon.paths import NOTE_ANEW
from service.features.addon.restricted import may_read
from service.score_words import score_in_words
from service.signs import SIGNS
from service.speech_in_templates import state_word
from service.student_notes import cells_in_words, signed, supports_of
from service.trends import trend_in_words
from sheet_templates.school import Student
from sync.domain.completeness import EntryState, JudgedEntry, key_of
from sync.domain.entries import EntryKey, EntryValue

MOST_NOTES = 3
_SETTLED = frozenset({EntryState.PRESENT, EntryState.EXCUSED})


def glance(asking: Asking) -> Answer:
    """How the child is doing, for whoever shares the child's tracker."""
    student, school, say = asking.student(), asking.school, asking.said.say
    judged = entries_of(asking, student)
    scores = tuple(Paragraph(text) for text in _scores(asking, judged))
    excuses = tuple(Paragraph(text) for text in _excuses(asking, student))
    card = Card(
        name="student",
        title=say("Student"),
        sections=(
            Section(
                widgets=(
                    Paragraph(
                        lines(
                            bold(school.student_names[student.sourced_id]),
                            _where(asking, student, judged),
                            _home(asking, student),
                        )
                    ),
                )
            ),
            Section(
                header=say("Scores"),
                widgets=scores or (Paragraph(say("No score is expected this year.")),),
            ),
            Section(header=say("Excuses"), widgets=excuses),
            Section(header=say("Supports"), widgets=tuple(_supports(asking, student))),
            Section(header=say("Last notes"), widgets=tuple(_notes(asking, student))),
            Section(widgets=_ways(asking, student, judged)),
        ),
    )
    return Show(card)


def entries_of(asking: Asking, student: Student) -> list[JudgedEntry]:
    """The child's expected entries, in the order of the year."""
    return [one for one in asking.school.judged if one.expected.student == student.sourced_id]


def excusable(asking: Asking, judged: Sequence[JudgedEntry]) -> list[JudgedEntry]:
    """Those that have neither score nor excuse, and that the person may excuse."""
    return [
        one
        for one in judged
        if one.state not in _SETTLED and asking.may_excuse(one.expected.owed_by)
    ]


def _where(asking: Asking, student: Student, judged: Sequence[JudgedEntry]) -> str:
    """The grade, the class and who owes its entries."""
    school = asking.school
    tracker = school.tracker_of[student.sourced_id]
    parts = [title for public_id, title in asking.titles.items() if public_id == tracker]
    for one in judged[:1]:
        known = school.classes.get(one.expected.school_class or "")
        parts += [known.title] if known else []
        parts.append(school.staff[one.expected.owed_by].name)
    return ", ".join(parts)


def _home(asking: Asking, student: Student) -> str:
    """When the family was last reached this school year, where the tracker keeps it."""
    school, child = asking.school, student.sourced_id
    if not keeps_contacts(school, school.tracker_of[child]):
        return ""
    return last_in_words(last_this_year(school, child), asking.said)


def _scores(asking: Asking, judged: Sequence[JudgedEntry]) -> Iterator[Text]:
    """A text for each metric: window by window, and how the last score stands to the one before."""
    values = _values(asking, judged)
    for metric in asking.school.frame.metrics.values():
        mine = [one for one in judged if one.expected.metric == metric.key]
        if mine:
            told = (f"{one.checkpoint.title}: {_told(asking, one, values)}" for one in mine)
            yield lines(bold(metric.title), *told, _trend(asking, mine, values))


def _values(asking: Asking, judged: Sequence[JudgedEntry]) -> dict[EntryKey, EntryValue]:
    wanted = {key_of(one.expected) for one in judged}
    return {one.key: one.value for one in asking.school.kept.entries if one.key in wanted}


def _told(asking: Asking, judged: JudgedEntry, values: dict[EntryKey, EntryValue]) -> str:
    value = values.get(key_of(judged.expected))
    if value is not None and judged.state is not EntryState.UNREADABLE:
        school, entry = asking.school, judged.expected
        template = school.template_in(school.tracker_of[entry.student])
        return score_in_words(value.as_typed, entry.metric, template, asking.said)
    return f"{SIGNS[judged.state]} {state_word(judged.state, asking.said)}"


def _trend(
    asking: Asking, judged: Sequence[JudgedEntry], values: dict[EntryKey, EntryValue]
) -> str:
    """In words, where there are two scores."""
    scored = [
        (one.checkpoint.title.lower(), value.number)
        for one in judged
        for value in (values.get(key_of(one.expected)),)
        if value is not None and value.number is not None
    ]
    return trend_in_words(scored, asking.said)


def _excuses(asking: Asking, student: Student) -> Iterator[Text]:
    """The excuses given outside the cells that hold today, each with its reason and its end."""
    school = asking.school
    for one in school.kept.excuses.by_student.get(student.sourced_id, ()):
        if one.counts_on(school.today):
            who, said = school.staff.get(one.by), asking.said
            given = said.say("given by %(name)s", name=who.name) if who else ""
            until = (
                said.say("through %(day)s", day=said.day(one.until_day)) if one.until_day else ""
            )
            what = what_of(school, one.checkpoint, one.metric, said)
            yield lines(
                bold(f"{what}: {one.code}"),
                one.reason,
                ", ".join(filter(None, (given, until))),
            )


def _supports(asking: Asking, student: Student) -> Iterator[Paragraph]:
    said = asking.said
    for one in supports_of(asking.school, student.sourced_id):
        told = (
            one.tier and said.say("tier %(tier)s", tier=one.tier),
            one.who and said.say("by %(name)s", name=one.who),
            said.say("since %(day)s", day=said.day(one.begins_on)),
        )
        what = one.what or said.say("Support")
        yield Paragraph(lines(bold(what), ", ".join(str(part) for part in told if part)))


def _notes(asking: Asking, student: Student) -> Iterator[Row]:
    """The latest notes; whose word it is for who wrote one stands beside each.

    Whoever wrote one may say it anew.
    """
    may = may_write(asking, student.sourced_id)
    for one in asking.addon.notes.last(asking.school, student.sourced_id, MOST_NOTES):
        day, said = asking.said.day(one.on), asking.said
        title = f"{day}, {one.support}" if one.support else day
        label = said.say("Strengths:")
        strengths = f"{label} {one.strengths}" if one.strengths else ""
        anew = None
        if may and one.written is not None and one.may_be_said_anew_by(asking.person):
            way = Ask(path=NOTE_ANEW, parameters={"note": one.written.public_id})
            anew = Button(text=said.say("Change"), on_click=way)
        others = cells_in_words(one.others, said)
        text = lines(bold(title), one.seen, strengths, *others, signed(one, said))
        yield Row(text=text, button=anew)


def _ways(asking: Asking, student: Student, judged: Sequence[JudgedEntry]) -> tuple[Buttons, ...]:
    handle = {"student": asking.addon.handle(student.sourced_id)}
    buttons, say = [], asking.said.say
    if may_write(asking, student.sourced_id):
        way = to_student(asking, student.sourced_id)
        buttons.append(Button(text=say("Progress note"), on_click=way))
    if may_read(asking, student.sourced_id):
        buttons.append(
            Button(text=say("Restricted notes"), on_click=Ask(path="restricted", parameters=handle))
        )
    if excusable(asking, judged):
        buttons.append(
            Button(text=say("Excuse"), on_click=Ask(path="excuse", parameters=handle), is_main=True)
        )
    first = next(iter(judged), None)
    link = asking.school.entry_link(key_of(first.expected)) if first else None
    if link:
        buttons.append(Button(text=say("Row in the tracker"), on_click=Link(link)))
    page = f"{asking.addon.settings.public_url}/students/{quote(student.sourced_id, safe='')}"
    buttons.append(Button(text=say("All about the student"), on_click=Link(page)))
    return (Buttons(tuple(buttons)),)
