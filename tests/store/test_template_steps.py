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
    note_author,
    put_on_version,
    template_steps,
    template_versions,
)
from tests.store.builders import TEMPLATE, TUESDAY, make_tracker, save


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
