"""Asking the add-on over HTTP: once, without redirects, for as long as Google would wait."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

from local_sheets.addon.reading import AddOnError

PATIENCE: Final = 30.0  # seconds; as Google documents it for its other hosts
_LARGEST: Final = 2 * 1024 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer with status 200."""

    content_type: str
    body: bytes

    def json(self, whose: str) -> Any:
        """The JSON in it; AddOnError where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise AddOnError(f"{whose} answered with something that is no JSON.") from error


def get(url: str, patience: float = PATIENCE) -> Answered:
    """What lies at an address; AddOnError if nothing comes within `patience` seconds."""
    return _call("GET", url, None, {}, patience)


def post(url: str, event: Any, headers: Mapping[str, str], patience: float = PATIENCE) -> Answered:
    """Post an event; AddOnError if it is not answered with 200 within `patience` seconds."""
    sent = {"Content-Type": "application/json", **headers}
    return _call("POST", url, orjson.dumps(event), sent, patience)


def _call(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], patience: float
) -> Answered:
    parts = urlsplit(url)
    whose = f"The add-on at {parts.netloc}"
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=patience)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body=body, headers=dict(headers))
        response = connection.getresponse()
        content = response.read(_LARGEST + 1)
    except TimeoutError as error:
        words = f"{whose} did not answer within {patience:g} seconds."
        raise AddOnError(words, 504) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise AddOnError(f"{whose} does not answer. Is it running?") from error
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise AddOnError(f"{whose} answered {response.status} {response.reason}.")
    if len(content) > _LARGEST:
        raise AddOnError(f"{whose} answered with more than {_LARGEST} bytes.")
    return Answered(content_type=response.headers.get_content_type(), body=content)
