"""Ids that leave the store: ten characters, easy to say and to type, that tell nothing."""

import base64
import hashlib

LENGTH = 10


def short_id(*path: object) -> str:
    """The id of what the path names, the same whenever it is asked for: base32, lower case."""
    digest = hashlib.sha256("\0".join(map(str, path)).encode()).digest()
    return base64.b32encode(digest)[:LENGTH].decode().lower()
