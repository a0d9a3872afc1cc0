"""A school of three classes in a real store: what pages are tested on.

Classes 1 and 3 are kindergarten, class 2 is grade 1; four children each, as in
`tests.school_bundles`. Ms. Ruiz (t-1) and Mr. Okoro (t-3) teach kindergarten, Ms. Lund (t-2) grade
1, Mr. Cole (ai-1) is an aide, Ms. Badru (ad-1) is the document owner, Ms. Prince (ad-2) leads. On
the last day but four of the year kindergarten's spring scores are there but for st-1-1's reading,
st-1-2 is excused from mathematics and st-1-3's reading cannot be read; grade 1 has typed nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from service.features.roster.oneroster import read_bundle
from service.features.roster.roster_import import RosterImport
from service.owed import Own
from service.reading import Drawn, SchoolReader
from sheet_templates.access_rules import StandIn
from sheet_templates.library import shipped_template
from sheet_templates.measures import Scale, ScaleKind
from sheet_templates.school import Roster
from sheet_templates.sentences import sentence
from sheet_templates.team import places_of
from sync.domain.academic_calendar import academic_calendar
from sync.domain.entries import CellIssue, EntryKey, EntryValue, VerbatimRow
from sync.domain.milestones_owed import Asked
from sync.domain.places import CellPlaces, TrackerPlaces
from sync.domain.scope import Scope
from sync.domain.self_checks import Answer, Level, SelfCheck
from sync.domain.telling_people import LettersWanted
from sync.store.access import access_rules, let_stand_in
from sync.store.engine import Store, Tx
from sync.store.entries import apply_entries
from sync.store.issues import replace_issues
from sync.store.kinds import LetterState, Outcome, RunKind
from sync.store.outbox import Letter, claim, end, put
from sync.store.people import choose
from sync.store.reads import store_read
from sync.store.runs import close_run, note_outcome, open_run
from sync.store.school import save_roster, school
from sync.store.self_checks import NewCheck, keep_check
from sync.store.templates import keep_template, put_on_version
from sync.store.trackers import Tracker, adopt_spreadsheet, intend, tracker
from tests.school_bundles import Changes, write_bundle

MISSING_DAY = date(2027, 5, 24)
READ_AT = datetime(2027, 5, 24, 7, 14, tzinfo=UTC)
GRADES = ("KG", "01")
COLUMNS = {
    ("fall", "reading"): 6,
    ("fall", "math"): 7,
    ("spring", "reading"): 8,
    ("spring", "math"): 9,
}
LEADER = {
    "status": "active",
    "enabledUser": "true",
    "orgSourcedIds": "s-1",
    "role": "administrator",
    "givenName": "Pia",
    "familyName": "Prince",
    "email": "ad-2@school.example",
}
PEOPLE = {
    "ad-1": ("Ada", "Badru"),
    "t-1": ("Rosa", "Ruiz"),
    "t-2": ("Lena", "Lund"),
    "t-3": ("Obi", "Okoro"),
    "ai-1": ("Cal", "Cole"),
    "st-1-1": ("Mara", "Quill"),
    "st-1-3": ("Ivo", "Wren"),
    "st-2-1": ("Nils", "Yarrow"),
}
LETTER = Letter(
    dedupe_key="a letter",
    person="t-1",
    recipient="t-1@school.example",
    subject="2 scores are missing",
    plain="Quill, Mara: reading",
    html='<p style="color: #1c2228">Quill, Mara: <b>reading</b></p>',
)
LETTER_ID = "a0dc3a94a6154ba7"
UNREADABLE = EntryKey(student="st-1-3", checkpoint="spring", metric="reading")
EXCUSED = EntryKey(student="st-1-2", checkpoint="spring", metric="math")
MISSING = EntryKey(student="st-1-1", checkpoint="spring", metric="reading")


def imported(folder: Path, students_per_class: int = 4) -> RosterImport:
    """The roster of the small school."""
    names = {
        ("users", key): {"givenName": given, "familyName": family}
        for key, (given, family) in PEOPLE.items()
    } | {("users", "ad-2"): LEADER}
    return read_bundle(_bundle(folder, students_per_class, names))


def _bundle(folder: Path, students_per_class: int, names: Changes) -> Path:
    return write_bundle(
        folder / "small.zip",
        classes=3,
        students_per_class=students_per_class,
        grades=GRADES,
        changes=names,
    )


def import_roster(store: Store, bundle: RosterImport) -> Scope:
    """Store the roster and its calendar, without any tracker."""
    days = academic_calendar(bundle.roster.school_year, frozenset()).instructional_days
    with store.writing() as tx:
        return save_roster(
            tx, bundle.roster, days, zone="America/Chicago", sha256=bundle.sha256, at=READ_AT
        )


def fill(store: Store, bundle: RosterImport) -> None:
    """Import, make a tracker per grade, and store one read of each."""
    scope = import_roster(store, bundle)
    with store.writing() as tx:
        run = open_run(tx, scope, kind=RunKind.NIGHTLY, night=MISSING_DAY, now=READ_AT)
        assert run is not None
        for grade in GRADES:
            made = _made_tracker(tx, scope, grade)
            seq = store_read(
                tx,
                made,
                run_id=run,
                dirty_seq_seen=made.dirty_seq,
                at=READ_AT,
                structure_sha="0" * 64,
                rows=(),
            )
            opened = _kindergarten(bundle.roster) if grade == "KG" else {}
            apply_entries(tx, made, seq, opened=opened, closed={}, moved={})
            note_outcome(
                tx,
                run,
                made.id,
                outcome=Outcome.SYNCED,
                reason=None,
                requests=1,
                changes=len(opened),
                at=READ_AT,
            )
            replace_issues(tx, made, seq, READ_AT, [_issue()] if grade == "KG" else [])
        close_run(tx, run, READ_AT)
        _told(tx, scope)


SUPPORTED = ("st-1-1", "st-1-2")


def give_supports(
    store: Store, what: str = "Phonics", who: str = "Mr. Cole", also: Sequence[VerbatimRow] = ()
) -> None:
    """Two children of kindergarten get a support since 5 April, and a note of 3 May is on one.

    The child's family was called on 4 May, and could not be reached on 6 May. `also` are other
    rows that the same read found.
    """
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = tracker(tx, known.scope, "s-1.2026.KG")
        assert made is not None
        supports = [
            _record("supports", at, student=student, type=what, who=who, starts="2027-04-05")
            for at, student in enumerate(SUPPORTED)
        ]
        note = _record(
            "notes",
            0,
            student=SUPPORTED[0],
            date="2027-05-03",
            support=what,
            seen="Reads pairs.",
            next_step="Pairs with three letters.",
            author="C. Cole",
        )
        called = {
            "with_whom": "grandmother",
            "said": "Reads at bedtime.",
            "agreed": "A book a week goes home.",
            "author": "A. Ruiz",
        }
        contacts = [
            _record("contacts", at, student=SUPPORTED[0], date=on, how=how, **words)
            for at, (on, how, words) in enumerate(
                [("2027-05-06", "not reached", {}), ("2027-05-04", "call", called)]
            )
        ]
        store_read(
            tx,
            made,
            run_id=None,
            dirty_seq_seen=made.dirty_seq,
            at=READ_AT,
            structure_sha="0" * 64,
            rows=(*supports, note, *contacts, *also),
        )


GOALS_SET_AT = datetime(2027, 4, 6, 7, tzinfo=UTC)


def goal_rows() -> list[VerbatimRow]:
    """st-1-1 is to come from 400 to 500 in mathematics; a goal in reading has no target."""
    mathematics = {"metric": "Mathematics", "start": "400", "target": "500"}
    told = (mathematics, {"metric": "Reading", "start": "400"})
    return [
        _record("goals", at, student=SUPPORTED[0], by_when="2027-05-28", **one)
        for at, one in enumerate(told)
    ]


def set_goals(store: Store, bundle: RosterImport) -> None:
    """Store a read with the goals; to be called before `fill`, for scores come after goals."""
    scope = import_roster(store, bundle)
    with store.writing() as tx:
        made = _made_tracker(tx, scope, "KG")
        store_read(
            tx,
            made,
            run_id=None,
            dirty_seq_seen=made.dirty_seq,
            at=GOALS_SET_AT,
            structure_sha="0" * 64,
            rows=goal_rows(),
        )


def talk_about_data(store: Store) -> None:
    """The owner says twice how the school collects data: on 12 January and on the missing day."""
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        for on, level in ((date(2027, 1, 12), Level.PARTLY), (MISSING_DAY, Level.FULLY)):
            answers = (Answer(statement="agreed", level=level, comment=""),)
            check = SelfCheck(by="ad-1", version=1, on=on, answers=answers)
            keep_check(tx, known.scope, NewCheck(check=check, once=on.isoformat()), READ_AT)


GUEST = "guest@school.example"


def let_a_guest_stand_in(store: Store, person: str = "ai-1@school.example") -> str:
    """Let somebody from outside stand in for a colleague; who that is to pages and cards."""
    guest = StandIn(
        email=GUEST, name="Gil Guest", stands_in_for=person, until=MISSING_DAY + timedelta(days=9)
    )
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        let_stand_in(tx, known.scope, guest, READ_AT)
    return guest.sourced_id


def _record(tab: str, position: int, *, student: str, **texts: str) -> VerbatimRow:
    said = {"student": f"Somebody · {student}", **texts}
    cells = {key: {"entered": {"stringValue": text}} for key, text in said.items()}
    return VerbatimRow(
        tab=tab,
        row_key=f"{tab}-{position}",
        position=position,
        cells=json.dumps(cells, sort_keys=True).encode(),
    )


def _told(tx: Tx, scope: Scope) -> None:
    """One letter to Ms. Ruiz, kept, for the school has no mail server."""
    put(tx, scope, [LETTER], READ_AT, held=False)
    written = claim(tx, scope, READ_AT)
    assert written is not None
    assert written.public_id == LETTER_ID
    end(tx, scope, LETTER_ID, LetterState.KEPT, READ_AT, None)


def reader_of(
    store: Store,
    today: date = MISSING_DAY,
    *,
    is_demo: bool = True,
    own: Mapping[str, Own] | None = None,
) -> SchoolReader:
    """Reads the small school out of `store` as of `today`; `own` is what trackers have alone."""
    return SchoolReader(
        store=store,
        template=lambda *_: shipped_template(),
        today=lambda: today,
        is_demo=is_demo,
        places=places_in,
        rules=lambda tx, scope: access_rules(tx, scope, today),
        own=lambda *_: own or {},
    )


def asking_for_milestones() -> Mapping[str, Own]:
    """What trackers have alone that were made in August, so that they ask for all milestones."""
    asked = Asked(made_at=datetime(2026, 8, 1, 12, tzinfo=UTC), added_at={})
    return {f"s-1.2026.{grade}": Own(asked=asked) for grade in GRADES}


def ask_yes_or_no(store: Store) -> Mapping[str, Own]:
    """Have reading asked by yes and no in kindergarten, and Mara's entered; Ms. Ruiz reads Spanish.

    What the tracker then has alone is what is given.
    """
    usual = shipped_template()
    scale = Scale(key="alone", title="Reads alone", kind=ScaleKind.YES_NO)
    metrics = (replace(usual.metrics[0], scale=scale.key), *usual.metrics[1:])
    template = replace(usual, scales=(*usual.scales, scale), metrics=metrics)
    with store.writing() as tx:
        known = school(tx)
        assert known is not None
        made = _made_tracker(tx, known.scope, "KG")
        put_on_version(tx, made, template.key, keep_template(tx, known.scope, template, READ_AT))
        seq = store_read(
            tx,
            made,
            run_id=None,
            dirty_seq_seen=made.dirty_seq,
            at=READ_AT,
            structure_sha="0" * 64,
            rows=(),
        )
        yes = EntryValue(number=None, code=None, text="yes", a1="I16")
        apply_entries(tx, made, seq, opened={MISSING: yes}, closed={}, moved={})
        choose(tx, known.scope, "t-1", language="es", letters=LettersWanted.AS_NEEDED)
    return {made.public_id: Own(template=template)}


def taking_no_notes(store: Store) -> SchoolReader:
    """Reads it as one whose template has no rule for notes; they are typed into a tab all alone."""
    template = shipped_template()
    ruleless = replace(template, cadence=replace(template.cadence, notes=None))
    return reader_of(store, own={f"s-1.2026.{grade}": Own(template=ruleless) for grade in GRADES})


def places_in(_tx: Tx, _scope: Scope, drawn: Drawn) -> CellPlaces:
    """The places as provisioning draws them: rows in the order of the team, from row 10 on."""
    return CellPlaces(
        sheets_base="http://127.0.0.1:8765",
        trackers={
            f"s-1.2026.{grade}": TrackerPlaces(
                spreadsheet_id=f"file-{grade}",
                gids={"students": 71, "notes": 72},
                rows=_rows(drawn.roster, grade),
                columns=COLUMNS,
            )
            for grade in GRADES
        },
    )


def _rows(school: Roster, grade: str) -> dict[str, int]:
    placed = places_of(school, grade)
    return {one.student.sourced_id: 9 + number for number, one in enumerate(placed)}


def _made_tracker(tx: Tx, scope: Scope, grade: str) -> Tracker:
    public_id = f"s-1.2026.{grade}"
    intended = intend(
        tx,
        scope,
        public_id=public_id,
        grade=grade,
        template=shipped_template(),
        nonce=f"nonce-{grade}",
        changes_token="1",
        at=READ_AT,
    )
    adopt_spreadsheet(tx, intended.id, f"file-{grade}", READ_AT)
    made = tracker(tx, scope, public_id)
    assert made is not None
    return made


def _kindergarten(school: Roster) -> Mapping[EntryKey, EntryValue]:
    keys = (
        EntryKey(student=one.sourced_id, checkpoint="spring", metric=metric)
        for one in school.students
        if one.grade == "KG"
        for metric in ("reading", "math")
    )
    values = {
        key: EntryValue(number=450, code=None, a1="J10")
        for key in keys
        if key not in {MISSING, UNREADABLE}
    }
    return values | {EXCUSED: EntryValue(number=None, code="ABS", a1="J11")}


def _issue() -> CellIssue:
    return CellIssue(
        key=UNREADABLE,
        a1="J12",
        tab="students",
        row_key="row-st-1-3",
        column_key="spring.reading",
        rule="not-a-number",
        raw="45O",
        message=sentence("Type the score again in digits only."),
    )
