"""What the service does, and who asks for it again when it was broken off.

Each is the whole of what somebody does in one go, so that it may be done once more from its
beginning: who decides looks at what waits first, and who enters a score at what stands there.
"""

from collections.abc import Callable, Iterator

from sync.domain.entries import EntryKey
from sync.domain.telling import shown
from sync.store.entries import current_entries
from tests.sheet_templates.living import OWNER
from tests.small_installation import Opened

Operation = Callable[[Opened, str], object]
"""Does it to a school, for one of its trackers."""


def sync(school: Opened, tracker: str) -> None:
    """Read what changed."""
    del tracker
    school.run("sync")


def sync_one(school: Opened, tracker: str) -> None:
    """Read that tracker, changed or not, as a person asks for it."""
    school.run("sync", tracker=tracker)


def sync_all(school: Opened, tracker: str) -> None:
    """Read every tracker, changed or not."""
    del tracker
    school.run("sync", full=True)


def follow_up(school: Opened, tracker: str) -> None:
    """Read what changed, and write what the store then knows into the trackers."""
    del tracker
    school.run("sync", follow=True)


def apply(school: Opened, tracker: str) -> None:
    """Make the tracker what it should be, whatever became of it."""
    school.run("apply", tracker=tracker)


def night(school: Opened, tracker: str) -> None:
    """All that a night does, and what it could not read is read by the next run."""
    try:
        school.turns.run_night(lambda _: None)
    finally:
        follow_up(school, tracker)


def accept(school: Opened, tracker: str) -> None:
    """The owner sees what waits, and says of all of it that it is right."""
    school.run("sync", tracker=tracker)
    for one in _waiting(school):
        school.run("accept_hold", id=one, by=OWNER)


def put_back(school: Opened, tracker: str) -> None:
    """The owner sees what waits, and puts it back."""
    school.run("sync", tracker=tracker)
    for one in _waiting(school):
        plan = school.run("put_back_plan", id=one)
        school.run("put_back", id=one, by=OWNER, agreed=plan["digest"])


def enter(school: Opened, tracker: str) -> None:
    """A teacher enters one score on a page, and sees before it what stands there now.

    Who had seen something else is turned down and shown it: a second go would be one ahead.
    """
    school.run("sync", tracker=tracker)
    installation = school.installation
    with installation.store.reading() as tx:
        known = {one.key: one.value for one in current_entries(tx, installation.scope())}
    wanted = EntryKey(student="st-2-1", checkpoint="spring", metric="math")
    school.run(
        "enter_scores",
        window=wanted.checkpoint,
        metric=wanted.metric,
        scores={wanted.student: str(500 + installation.clock.now().day)},
        shown={wanted.student: shown(known.get(wanted))},
        by="t-2",
    )
    school.run("sync", tracker=tracker)


def _waiting(school: Opened) -> Iterator[str]:
    """What waits for the owner's word: each that still does when its turn has come."""
    for one in [one["hold"] for one in school.run("holds")]:
        if one in {left["hold"] for left in school.run("holds")}:
            yield one


OPERATIONS: tuple[Operation, ...] = (
    sync,
    sync_one,
    sync_all,
    follow_up,
    apply,
    night,
    accept,
    put_back,
    enter,
)
ON_A_WORD = (put_back, enter)
"""They write into the spreadsheet in a person's name."""
