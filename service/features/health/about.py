"""Where a tracker is kept, who updates what by when, and who gets it: one page to print. Pure.

Nothing here is typed by anybody: it follows from the template, the roster, the calendar, and from
what Google answered about the rights.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.milestone_lines import milestone_groups
from service.overview import Overview, TrackerStanding
from service.speech import Speech
from sheet_templates.columns import TabKind
from sheet_templates.roles import Role
from sheet_templates.school import Checkpoint, StaffMember
from sync.domain.audit import THE_SERVICE
from sync.domain.completeness import JudgedEntry
from sync.store.audit import StoredLook


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What is updated: a metric of a window or a milestone by whoever owes it, or a tab by a role.

    `window` is None where nothing is due on a day. `why` says what it is for.
    """

    what: str
    people: str
    window: Checkpoint | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A protected range, and who may edit it as Google answered."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What somebody gets: which data, for what use, when it is made anew."""

    whom: str
    what: str
    use: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The whole page. `missed` says that the last refresh failed, and why; empty where it did not.

    `looked` is when the rights were read back from Google, None while nobody has looked.
    """

    purpose: str
    made_from: str
    refreshed: str
    missed: str
    updates: tuple[Update, ...]
    looked: str | None
    locks: tuple[Lock, ...]
    deliveries: tuple[Delivery, ...]


def about_of(
    overview: Overview, standing: TrackerStanding, look: StoredLook | None, said: Speech
) -> About:
    """The page of one tracker as of the overview's day."""
    template, clock = standing.framed.template, overview.kept.clock
    read, stored = standing.last_read_at, standing.stored
    return About(
        purpose=template.purpose,
        made_from=f"{template.title}, {stored.template_version}" if stored else template.title,
        refreshed=said.moment(read, clock) if read else "",
        missed=said.tell(stored.why_failed or "") if stored else "",
        updates=(
            *_scores(overview, standing, said),
            *_milestones(overview, standing, said),
            *_records(standing, said),
        ),
        looked=said.moment(look.at, clock) if look else None,
        locks=tuple(_locks(overview, look, said)) if look else (),
        deliveries=tuple(_deliveries(overview, standing, said)),
    )


def _scores(overview: Overview, standing: TrackerStanding, said: Speech) -> Iterator[Update]:
    """Each metric of each window, with everybody who owes it for some child."""
    judged: dict[tuple[Checkpoint, str], list[JudgedEntry]] = {}
    for one in overview.judged_in[standing.public_id]:
        judged.setdefault((one.checkpoint, one.expected.metric), []).append(one)
    metrics = {one.key: one for one in standing.framed.template.metrics}
    for (window, metric), entries in judged.items():
        owing = dict.fromkeys(one.expected.owed_by for one in entries)
        names = sorted(overview.staff[one].name for one in owing)
        found = metrics[metric]
        yield Update(
            what=f"{window.title} {overview.metric_title(metric)}",
            people=said.listed(names),
            window=window,
            why=found.why or found.supports,
        )


def _milestones(overview: Overview, standing: TrackerStanding, said: Speech) -> Iterator[Update]:
    """Each milestone of the tracker, with everybody who owes it."""
    for one in milestone_groups(overview, overview.milestones_in(standing.public_id)):
        yield Update(
            what=one.title, people=said.listed(one.people), window=one.window, why=one.what
        )


def _records(standing: TrackerStanding, said: Speech) -> Iterator[Update]:
    """The tabs that people add to, with the people whose role it is."""
    for tab in standing.framed.template.tabs_of(TabKind.RECORDS):
        names = sorted({one.name for role in tab.edited_by for one in _with_role(standing, role)})
        yield Update(what=tab.title, people=said.listed(names), window=None, why=tab.help)


def _with_role(standing: TrackerStanding, role: Role) -> tuple[StaffMember, ...]:
    team = standing.team
    match role:
        case Role.TEACHER:
            return team.teachers
        case Role.INTERVENTION_STAFF:
            return team.intervention_staff
        case _:
            return (team.document_owner,)


def _locks(overview: Overview, look: StoredLook, said: Speech) -> Iterator[Lock]:
    """The protected ranges by name, each with those whom Google lets edit it.

    Several tabs may have one of the same name. The service may edit all of them, which goes
    without saying.
    """
    people: dict[str, set[str]] = {}
    for right in look.rights:
        person = overview.with_address(right.who)
        name = person.name if person else said.tell(right.who)
        for one in right.ranges:
            people.setdefault(one, set()).update(() if right.role == THE_SERVICE else (name,))
        for one in right.closed_ranges:
            people.setdefault(one, set())
    for one in sorted(people):
        yield Lock(name=one, people=tuple(sorted(people[one])))


def _deliveries(overview: Overview, standing: TrackerStanding, said: Speech) -> Iterator[Delivery]:
    """Who gets which data of this tracker, for what, and when it is made anew."""
    nightly = said.say("Every night, and when somebody presses Sync now.")
    reviews = _review_days(overview, said)
    yield Delivery(
        whom=said.say("Everybody who shares the file: %(people)s", people=_team(standing, said)),
        what=said.say("All of the spreadsheet, with the children's names."),
        use=said.say(
            "To see each child's progress, and to plan at the data reviews: %(days)s", days=reviews
        ),
        when=said.say(
            "At once: they read what others type. Colours, To do and the status lines: every night."
        ),
    )
    yield Delivery(
        whom=said.say("The document owner, %(name)s", name=overview.document_owner.name),
        what=said.say(
            "What is complete and what is missing, by class and child; what is wrong with the file."
        ),
        use=said.say("To keep the data complete and the file safe."),
        when=nightly,
    )
    leaders = sorted(one.name for one in overview.leaders.values())
    if leaders:
        yield Delivery(
            whom=said.say("The leaders: %(people)s", people=said.listed(leaders)),
            what=said.say("Counts by class and window; no child is named."),
            use=said.say("To know whether the next data review will stand."),
            when=said.say(
                "Every night; by letter on the first school day of a week with a data review."
            ),
        )


def _team(standing: TrackerStanding, said: Speech) -> str:
    return said.listed([one.name for one in standing.team.everyone])


def _review_days(overview: Overview, said: Speech) -> str:
    ahead = [said.short_day(one.on) for one in overview.reviews if one.on >= overview.today]
    return said.listed(ahead) if ahead else said.say("none is left in this school year")
