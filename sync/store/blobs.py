"""Contents by their SHA-256: equal ones are stored once in a school."""

import zlib
from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select

from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Tx

_AT_ONCE = 500  # both engines limit the number of bound values in one statement
_QUICKLY = 1  # a row is so short that more effort makes it no smaller


def add_blobs(tx: Tx, school_id: int, contents: Mapping[bytes, bytes]) -> None:
    """Store the contents, by digest, that are not stored yet."""
    insert_many(
        tx,
        schema.blob,
        shared={"school_id": school_id},
        columns={
            "sha256": list(contents),
            "zbytes": [zlib.compress(content, _QUICKLY) for content in contents.values()],
        },
        may_be_there=True,
    )


def blobs(tx: Tx, school_id: int, digests: Collection[bytes]) -> dict[bytes, bytes]:
    """The stored contents, by digest."""
    listed = list(digests)
    return {
        digest: zlib.decompress(packed)
        for at in range(0, len(listed), _AT_ONCE)
        for digest, packed in tx.execute(
            _THESE, {"school": school_id, "these": listed[at : at + _AT_ONCE]}
        ).all()
    }


_THESE = select(schema.blob.c.sha256, schema.blob.c.zbytes).where(
    schema.blob.c.school_id == bindparam("school"),
    schema.blob.c.sha256.in_(bindparam("these", expanding=True)),
)
