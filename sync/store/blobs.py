"""Contents by their SHA-256: equal ones are stored once in a school."""

import zlib
from collections.abc import Collection, Mapping
from struct import Struct

from sqlalchemy import bindparam, delete, exists, or_, select

from sync.store import schema
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.schema_inputs import tracker_input

_AT_ONCE = 500  # both engines limit the number of bound values in one statement
# Contents are so short that more effort makes them no smaller; and a compressor of the usual size
# takes a quarter of a megabyte, which the system hands out anew for each of them.
_LEVEL, _WINDOW, _MEMORY = 1, 12, 5
_SHORT = 512  # bytes; nearly every row of a tracker is shorter


def add_blobs(tx: Tx, school_id: int, contents: Mapping[bytes, bytes]) -> None:
    """Store the contents, by digest, that are not stored yet."""
    insert_many(
        tx,
        schema.blob,
        shared={"school_id": school_id},
        columns={
            "sha256": list(contents),
            "zbytes": [_packed(content) for content in contents.values()],
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


def drop_unused(tx: Tx, school_id: int, digest: bytes) -> None:
    """Forget what a held state held before, if no row of the store refers to it any more.

    Not for the rows of a read: the log refers to these from within another content.
    """
    mine = (schema.blob.c.school_id == school_id) & (schema.blob.c.sha256 == digest)
    used = (
        exists().where(column == digest, column.table.c.school_id == school_id)
        for column in REFERRING
    )
    tx.execute(delete(schema.blob).where(mine, ~or_(*used)))


def _packed(content: bytes) -> bytes:
    """The content as a zlib stream; a short one is only framed.

    To set a compressor up for a row takes longer than to store the row, and saves a hundred bytes.
    """
    size = len(content)
    if size > _SHORT:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY)
        return packer.compress(content) + packer.flush()
    head = _HEAD(_LAST_AND_STORED, size, size ^ 0xFFFF)
    return b"%b%b%b" % (head, content, _CHECK(zlib.adler32(content)))


# RFC 1950 and 1951: two bytes of zlib, one of a last block that is stored as it is, its length and
# the complement of it; after the content its Adler-32.
_LAST_AND_STORED = b"\x78\x01\x01"
_HEAD, _CHECK = Struct("<3sHH").pack, Struct(">I").pack

REFERRING = (
    schema.row_version.c.sha256,
    schema.held_state.c.sha256,
    tracker_input.c.expectation,
    tracker_input.c.structure,
    tracker_input.c.row_names,
)
"""Every column that names a content."""

_THESE = select(schema.blob.c.sha256, schema.blob.c.zbytes).where(
    schema.blob.c.school_id == bindparam("school"),
    schema.blob.c.sha256.in_(bindparam("these", expanding=True)),
)
