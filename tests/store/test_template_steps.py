"""The way of a tracker from one version of its template to another, and who made a version."""

import json
from dataclasses import replace

from sqlalchemy import update

from sheet_templates.parsing import template_text
from sync.store import schema
from sync.store.engine import Store
from sync.store.templates import (
    end_template_steps,
    keep_template,
    last_pasts,
    note_author,
    put_back,
    put_on_version,
    template_steps,
    template_versions,
)
from tests.store.builders import TEMPLATE, TUESDAY, fresh, make_tracker, save


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


def test_steps_are_taken_back_one_by_one_to_what_was_followed_before(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        one, other = make_tracker(tx, scope), make_tracker(tx, scope, "s-1.2026.03")
        key, n = one.template_key, one.template_version
        put_on_version(tx, one, key, n + 2)  # tried on one
        put_on_version(tx, replace(one, template_version=n + 2), key, n)  # and given up
        put_on_version(tx, one, "another", 1)
        put_on_version(tx, other, "another", 1)
        put_on_version(tx, replace(other, template_key="another", template_version=1), "another", 1)
        pasts = last_pasts(tx, scope)
        said = {one.id: (key, n), other.id: (key, n)}
        assert {id_: (past.key, past.n) for id_, past in pasts.items()} == said
        assert pasts[one.id].place < pasts[other.id].place
        put_back(tx, one, pasts[one.id])
        pasts = last_pasts(tx, scope)
        assert pasts[one.id].n == n + 2
        put_back(tx, one, pasts[one.id])
        put_back(tx, one, last_pasts(tx, scope)[one.id])
        assert set(last_pasts(tx, scope)) == {other.id}
        kept = fresh(tx, scope)
        assert (kept.template_key, kept.template_version) == (key, n)


def test_the_first_who_made_a_version_remains_its_author(store: Store) -> None:
    with store.writing() as tx:
        scope = save(tx)
        for number in (1, 2):
            keep_template(tx, scope, replace(TEMPLATE, version=number), TUESDAY)
        note_author(tx, scope, "screening", 2, "ad-1")
        note_author(tx, scope, "screening", 2, "ad-2")
        assert [one.author for one in template_versions(tx, scope)] == [None, "ad-1"]


def test_a_text_that_an_older_program_kept_is_the_same_version_as_long_as_it_means_the_same(
    store: Store,
) -> None:
    older = json.loads(template_text(TEMPLATE))
    del older["cadence"]["notes"], older["tabs"]
    version = schema.template_version
    with store.writing() as tx:
        scope = save(tx)
        keep_template(tx, scope, TEMPLATE, TUESDAY)
        tx.execute(update(version).values(body=json.dumps(older), sha256="of the older text"))
        assert keep_template(tx, scope, TEMPLATE, TUESDAY) == 1
        assert keep_template(tx, scope, replace(TEMPLATE, title="Screening now"), TUESDAY) == 2
        tx.execute(update(version).where(version.c.n == 2).values(body='{"of_the_future": 1}'))
        assert keep_template(tx, scope, TEMPLATE, TUESDAY) == 1
        assert keep_template(tx, scope, replace(TEMPLATE, title="Third"), TUESDAY) == 3
