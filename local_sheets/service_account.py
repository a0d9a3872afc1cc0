"""The demo service account: its key file, made at the first start and kept."""

import os
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from local_sheets.local_errors import LocalServerError

PROJECT = "local-sheets"
EMAIL = f"demo-service@{PROJECT}.iam.gserviceaccount.com"
FILE_NAME = "service-account.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAccount:
    """What the token endpoint needs to check an assertion, and IAM to sign one."""

    email: str
    key_id: str
    public_key: rsa.RSAPublicKey
    private_key: rsa.RSAPrivateKey = field(repr=False)


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that only the owner of the folder may read; whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")
    draft.replace(path)


def prepare(folder: Path, token_uri: str) -> ServiceAccount:
    """The account of this folder; its file's token_uri then points at `token_uri`."""
    path = folder / FILE_NAME
    content, private_key = _kept(path) if path.exists() else _made()
    if content.get("token_uri") != token_uri or not path.exists():
        write_private(path, content | {"token_uri": token_uri})
    return ServiceAccount(
        email=content["client_email"],
        key_id=content["private_key_id"],
        public_key=private_key.public_key(),
        private_key=private_key,
    )


def _kept(path: Path) -> tuple[dict[str, Any], rsa.RSAPrivateKey]:
    content = _read(path)
    return content, _private_key(content, path)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise _broken(path) from error
    needed = ("client_email", "private_key", "private_key_id")
    if not isinstance(content, dict) or not all(isinstance(content.get(k), str) for k in needed):
        raise _broken(path)
    return content


def _private_key(content: dict[str, Any], path: Path) -> rsa.RSAPrivateKey:
    try:
        key = _key_of(content["private_key"])
    except ValueError as error:
        raise _broken(path) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _broken(path)
    return key


@lru_cache(maxsize=4)
def _key_of(pem: str) -> Any:
    """The key of a text; ValueError for none. Reading one checks its primes, which takes long."""
    return serialization.load_pem_private_key(pem.encode(), password=None)


def _broken(path: Path) -> LocalServerError:
    return LocalServerError(
        f"{path} is not a service account key; delete it and a new one is made at the next start"
    )


def _made() -> tuple[dict[str, Any], rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    content = {
        "type": "service_account",
        "project_id": PROJECT,
        "private_key_id": secrets.token_hex(20),
        "private_key": pem.decode(),
        "client_email": EMAIL,
        "client_id": str(secrets.randbelow(9 * 10**20) + 10**20),
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "",
        "universe_domain": "googleapis.com",
    }
    return content, key
