from dataclasses import replace
from datetime import datetime

from sync.domain.entries import CellIssue
from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.issues import StoredIssue, current_issues, replace_issues
from sync.store.trackers import Tracker
from tests.store.builders import MONDAY, TUESDAY, WEDNESDAY, issue, read, set_up

SINCE = list[tuple[str, str, datetime]]


def _found(tx: Tx, tracker: Tracker, at: datetime, *issues: CellIssue) -> None:
    """One read that found these issues."""
    replace_issues(tx, tracker, read(tx, tracker, at), at, issues)


def _since(tx: Tx, scope: Scope) -> SINCE:
    return [(one.issue.raw, one.issue.a1, one.seen_at) for one in current_issues(tx, scope)]


def test_an_issue_is_read_back_as_it_was_found(store: Store) -> None:
    scope, tracker = set_up(store)
    with_key, without = issue("5o2"), issue("?", "Z1", (None, None), None)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, with_key, without)
        assert current_issues(tx, scope) == [
            StoredIssue(issue=with_key, tracker=tracker.public_id, seen_at=MONDAY),
            StoredIssue(issue=without, tracker=tracker.public_id, seen_at=MONDAY),
        ]
        assert current_issues(tx, scope, tracker.id + 1) == []
        assert current_issues(tx, Scope(school_id=scope.school_id + 1)) == []


def test_an_issue_that_stays_keeps_the_moment_it_was_first_seen(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, issue("5o2"))
        _found(tx, tracker, TUESDAY, issue("5o2"), issue("abc", "J12", ("c-2", "fall.math"), None))
        assert _since(tx, scope) == [("5o2", "H12", MONDAY), ("abc", "J12", TUESDAY)]


def test_an_issue_that_moved_with_its_row_stays_and_says_where_it_is_now(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, issue("5o2", "H12"))
        _found(tx, tracker, TUESDAY, issue("5o2", "H14"))
        assert _since(tx, scope) == [("5o2", "H14", MONDAY)]
        assert current_issues(tx, scope)[0].issue.message == "5o2 in H14 is no number"


def test_an_issue_without_keys_is_known_by_its_cell(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, issue("?", "Z1", (None, None), None))
        _found(tx, tracker, TUESDAY, issue("?", "Z2", (None, None), None))
        assert _since(tx, scope) == [("?", "Z2", TUESDAY)]


def test_an_issue_of_a_line_without_keys_is_known_by_what_is_typed_in_the_line(
    store: Store,
) -> None:
    scope, tracker = set_up(store)
    line = replace(issue("", "12:12", (None, None), None), line="guest")
    moved, other = replace(line, a1="13:13"), replace(line, line="other")
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, line)
        _found(tx, tracker, TUESDAY, other, moved)
        assert _since(tx, scope) == [("", "12:12", TUESDAY), ("", "13:13", MONDAY)]
        assert [one.issue.line for one in current_issues(tx, scope)] == ["other", "guest"]


def test_another_text_is_another_issue(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, issue("5o2"))
        _found(tx, tracker, TUESDAY, issue("5oo"))
        assert _since(tx, scope) == [("5oo", "H12", TUESDAY)]


def test_two_rows_with_one_key_each_keep_their_own_issue(store: Store) -> None:
    scope, tracker = set_up(store)
    upper, lower = issue("5o2", "H12"), issue("5o2", "H13")
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, lower)
        _found(tx, tracker, TUESDAY, upper, lower)
        assert _since(tx, scope) == [("5o2", "H12", TUESDAY), ("5o2", "H13", MONDAY)]
        _found(tx, tracker, WEDNESDAY, upper)
        assert _since(tx, scope) == [("5o2", "H12", TUESDAY)]


def test_an_issue_that_is_gone_ends_and_stays_in_the_store(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, issue("5o2"))
        _found(tx, tracker, TUESDAY)
        assert _since(tx, scope) == []
        _found(tx, tracker, WEDNESDAY, issue("5o2"))
        assert _since(tx, scope) == [("5o2", "H12", WEDNESDAY)]
        ends = tx.exec_driver_sql("SELECT from_seq, to_seq FROM cell_issue ORDER BY id").all()
    assert ends == [(1, 2), (3, None)]


def test_the_entry_that_belongs_in_the_cell_is_remembered(store: Store) -> None:
    scope, tracker = set_up(store)
    with store.writing() as tx:
        _found(tx, tracker, MONDAY, issue("5o2"))
        _found(tx, tracker, TUESDAY, replace(issue("5o2"), key=None))
        (left,) = current_issues(tx, scope)
    assert (left.issue.key, left.seen_at) == (None, TUESDAY)
