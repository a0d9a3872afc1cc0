"""Work that goes on when its page is left: whose it is, and that asking twice is asking once."""

from collections.abc import Mapping
from dataclasses import replace
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest

from service.works import MOST_AT_ONCE, BusyError, Job, Outcome, Works

JOB = Job(operation="sync", options={}, title="", back="/desk", tell=lambda _: Outcome(answer=""))


def test_who_asks_again_gets_their_own_work_and_nobody_elses() -> None:
    both, began = Barrier(3), list[str]()

    def run(name: str, *_: object) -> None:
        began.append(name)
        both.wait()

    works = Works(run)
    mine = works.begin(JOB, "t-1")
    assert works.begin(JOB, "t-1").public_id == mine.public_id
    theirs = works.begin(JOB, "ad-1")
    both.wait()
    assert (mine.by, theirs.by) == ("t-1", "ad-1")
    assert began == ["sync", "sync"]


def test_a_person_begins_only_so_much_at_once_and_again_when_one_is_over() -> None:
    first_may_end, all_may_end = Event(), Event()

    def run(_: str, options: Mapping[str, Any], *__: object) -> None:
        (all_may_end if options["of"] else first_may_end).wait()

    works = Works(run)
    *jobs, more = (replace(JOB, options={"of": of}) for of in range(MOST_AT_ONCE + 1))
    first, second, *_ = (works.begin(job, "t-1") for job in jobs)
    with pytest.raises(BusyError, match=f"You have {MOST_AT_ONCE} pieces of work"):
        works.begin(more, "t-1")
    assert works.begin(jobs[1], "t-1").public_id == second.public_id, "the same is given back"
    assert works.begin(more, "ad-1").by == "ad-1", "others are let on"
    first_may_end.set()
    while works.find(first.public_id) == first:
        sleep(0.001)
    assert works.begin(more, "t-1").by == "t-1"
    all_may_end.set()
