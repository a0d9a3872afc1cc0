"""The way of a tracker from one version of its template to another, and who made a version."""

from dataclasses import replace

from sync.store.engine import Store
from sync.store.templates import (
    end_template_steps,
    keep_template,
    note_author,
    put_on_version,
    template_steps,
    template_versions,
)
from tests.store.builders import TUESDAY, make_tracker, save


def test_a_step_is_noted_until_it_is_done_and_one_undone_before_counts_too(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        one = make_tracker(tx, scope)
        key, n = one.template_key, one.template_version
        put_on_version(tx, one, key, n)
        assert template_steps(tx, scope) == {}
        put_on_version(tx, one, key, n + 1)
        put_on_version(tx, replace(one, template_version=n + 1), key, n)
        put_on_version(tx, one, key, n + 1)
        assert template_steps(tx, scope) == {one.id: [(key, n + 1), (key, n)]}
        end_template_steps(tx, one)
        assert template_steps(tx, scope) == {}


def test_the_first_who_made_a_version_remains_its_author(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        for number in (1, 2):
            keep_template(tx, scope, "screening", f'{{"version": {number}}}', TUESDAY)
        note_author(tx, scope, "screening", 2, "ad-1")
        note_author(tx, scope, "screening", 2, "ad-2")
        assert [one.author for one in template_versions(tx, scope)] == [None, "ad-1"]
