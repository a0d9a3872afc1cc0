"""Work that goes on when its page is left: whose it is, and that asking twice is asking once."""

from threading import Barrier

from service.works import Job, Outcome, Works

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
