import random
import zlib
from hashlib import sha256

import pytest
from sqlalchemy import select

from sync.store import schema
from sync.store.blobs import REFERRING, add_blobs, blobs
from sync.store.engine import memory_store
from sync.store.whole_schema import metadata
from tests.store.builders import set_up


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 70_000])
def test_contents_of_any_length_come_back_and_are_zlib_streams(size: int) -> None:
    content = random.Random(size).randbytes(size)
    digest = sha256(content).digest()
    store = memory_store()
    scope, _ = set_up(store)
    with store.writing() as tx:
        add_blobs(tx, scope.school_id, {digest: content})
        add_blobs(tx, scope.school_id, {digest: content})
        assert blobs(tx, scope.school_id, [digest]) == {digest: content}
        (stored,) = tx.scalars(select(schema.blob.c.zbytes)).all()
    assert zlib.decompress(stored) == content
    assert len(stored) <= size * 1.01 + 16


def test_what_is_long_is_stored_shorter() -> None:
    content = b"0, " * 1000
    store = memory_store()
    scope, _ = set_up(store)
    with store.writing() as tx:
        add_blobs(tx, scope.school_id, {sha256(content).digest(): content})
        (stored,) = tx.scalars(select(schema.blob.c.zbytes)).all()
    assert len(stored) < len(content) / 10


def test_whoever_forgets_a_content_asks_every_column_that_may_name_it() -> None:
    keys = (key for table in metadata.sorted_tables for key in table.foreign_keys)
    named = {key.parent for key in keys if key.column is schema.blob.c.sha256}
    assert named == set(REFERRING)
