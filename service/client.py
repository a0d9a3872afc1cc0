"""Reaching an installation: through its running service, else in this process.

Whoever asks does not notice which it was; a service that has died without saying so is passed over.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import requests

from service.folder import DataFolder
from sheet_templates.errors import TracksheetError

_CONNECT = 2.0  # seconds; a loopback port answers at once or not at all


class ServiceError(TracksheetError):
    """The running service answered with an error of its own."""


class Client(Protocol):
    """Something that carries operations out."""

    def run(self, name: str, options: Mapping[str, Any], progress: Callable[[str], None]) -> Any:
        """Carry the operation out; TracksheetError when it cannot be done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningService:
    """The service that runs for a folder, reached through its operator's API."""

    url: str
    token: str
    pid: int

    def run(self, name: str, options: Mapping[str, Any], progress: Callable[[str], None]) -> Any:
        """Ask the service; its progress is told as it comes."""
        try:
            with self._session() as session:
                answer = session.post(
                    f"{self.url}/operator/{name}",
                    json=dict(options),
                    stream=True,
                    timeout=(_CONNECT, None),
                )
                answer.raise_for_status()
                return self._last(answer, progress)
        except requests.RequestException as error:
            raise ServiceError(
                f"The service at {self.url} broke off; look at what it said and start it again.",
                [str(error)],
            ) from error

    def is_alive(self) -> bool:
        """Whether the very process that left this address answers there.

        After a crash the port may have gone to another program.
        """
        try:
            with self._session() as session:
                answer = session.get(f"{self.url}/operator/", timeout=_CONNECT)
                return answer.ok and answer.json() == {"pid": self.pid}
        except requests.RequestException:
            return False

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # a proxy for the internet must not be asked for loopback
        session.headers["Authorization"] = f"Bearer {self.token}"
        return session

    def _last(self, answer: requests.Response, progress: Callable[[str], None]) -> Any:
        for line in answer.iter_lines():
            said = json.loads(line)
            if "progress" in said:
                progress(said["progress"])
            elif "result" in said:
                return said["result"]
            else:
                raise ServiceError(said["error"], said.get("problems", ()))
        raise ServiceError(f"The service at {self.url} ended before it answered. Start it again.")


def running_service(folder: DataFolder) -> RunningService | None:
    """The service that runs for the folder, None where there is none or it has died."""
    left = folder.running()
    if left is None:
        return None
    found = RunningService(url=left["url"], token=left["token"], pid=left["pid"])
    return found if found.is_alive() else None


def client_for(path: Path) -> Client:
    """The running service of the folder if there is one, else this process."""
    running = running_service(DataFolder(path))
    if running is not None:
        return running
    from service.in_process import InThisProcess  # noqa: PLC0415 - half a second of imports

    return InThisProcess(path)
