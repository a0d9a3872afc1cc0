"""A small provisioned school whose sharing and protections a test may spoil.

Grade 1 is class 1 with Ms. t-1, grade 2 is class 2 with Ms. t-2; ai-1 and ai-2 are the aides,
ad-1 is the document owner. Mr. Stone (outsider@school.example) has no role, and Eve
(eve@elsewhere.example) is somebody from outside who has a Google account.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from local_sheets.drive_model import GranteeType, Permission, Role
from local_sheets.shelf import Stamp
from service.folder import DataFolder
from tests.school_bundles import write_bundle
from tests.small_installation import Opened, keep_date, opened

DRIVE = "https://www.googleapis.com/drive/v3"
SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
TODAY = date(2026, 11, 22)
EVE = "eve@elsewhere.example"
STONE = "outsider@school.example"
AIDES = "aides@school.example"


def email(sourced_id: str) -> str:
    return f"{sourced_id}@school.example"


@dataclass(frozen=True, slots=True)
class School:
    """The school at work, and everything that can be done to its files."""

    opened: Opened

    def run(self, name: str, **options: Any) -> Any:
        return self.opened.run(name, **options)

    @property
    def file(self) -> str:
        """Grade 1's spreadsheet."""
        return self.opened.spreadsheets()["01"]

    def ask(self, method: str, url: str, body: Any = None, **params: str) -> Any:
        """A call as the service."""
        return self._ask(None, method, url, body, params)

    def ask_as(self, person: str, method: str, url: str, body: Any = None, **params: str) -> Any:
        return self._ask(person, method, url, body, params)

    def _ask(self, person: str | None, method: str, url: str, body: Any, params: Any) -> Any:
        http = self.opened.gateway(person).http
        sent = {"supportsAllDrives": "true", **params}
        answer = http.request(method, url, params=sent if "drive" in url else params, json=body)
        return answer.json() if answer.content else None

    def share(self, file: str, **body: str) -> Any:
        params = {} if body["type"] in {"anyone", "domain"} else {"sendNotificationEmail": "false"}
        return self.ask("post", f"{DRIVE}/files/{file}/permissions", body, **params)

    def unshare(self, file: str, person: str) -> None:
        for one in self.permissions(file):
            if one.get("emailAddress") == person:
                self.ask("delete", f"{DRIVE}/files/{file}/permissions/{one['id']}")

    def reshare(self, file: str, person: str, role: str) -> None:
        self.unshare(file, person)
        self.share(file, type="user", role=role, emailAddress=person)

    def permissions(self, file: str) -> list[Any]:
        fields = "permissions(id,type,role,emailAddress,domain,permissionDetails)"
        listed = self.ask("get", f"{DRIVE}/files/{file}/permissions", fields=fields)
        return list(listed["permissions"])

    def protections(self, file: str, person: str | None = None) -> dict[str, Any]:
        """The protected ranges by description."""
        fields = "sheets(properties(title),protectedRanges)"
        url = f"{SHEETS}/{file}"
        tabs = self._ask(person, "get", url, None, {"fields": fields})["sheets"]
        return {one["description"]: one for tab in tabs for one in tab.get("protectedRanges", ())}

    def batch(self, file: str, *requests: Any, person: str | None = None) -> Any:
        url = f"{SHEETS}/{file}:batchUpdate"
        return self._ask(person, "post", url, {"requests": list(requests)}, {})

    def add_member(self, person: str, role: Role) -> None:
        """Make somebody a member of the shared drive, as its manager may."""
        storage = self.opened.app.storage
        with storage.writing() as draft:
            drive = next(iter(storage.shelf.drives.values()))
            member = Permission(type=GranteeType.USER, role=role, grantee=person)
            stamp = Stamp(who=person, at="2026-11-22T00:00:00Z", kinds=("permissions",))
            draft.put_drive(replace(drive, permissions=(*drive.permissions, member)), stamp)

    def change_protection(self, file: str, description: str, **changes: Any) -> None:
        """Change a protection as the document owner may in the browser."""
        held = self.protections(file)[description]
        changed = {"protectedRangeId": held["protectedRangeId"], **changes}
        update = {"protectedRange": changed, "fields": ",".join(changes)}
        self.batch(file, {"updateProtectedRange": update}, person=email("ad-1"))


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("provisioned") / "data"
    keep_date(folder, TODAY)
    bundle = write_bundle(folder.parent / "small.zip", classes=2, grades=("01", "02"))
    with opened(folder) as school:
        school.run("import_roster", path=str(bundle))
        people = DataFolder(folder).sheets / "people.json"
        listed = json.loads(people.read_text(encoding="utf-8"))["people"]
        listed.append({"email": EVE, "name": "Eve", "groups": []})
        for one in listed:
            if one["email"] in {email("ai-1"), email("ai-2")}:
                one["groups"] = [AIDES]
        people.write_text(json.dumps({"people": listed}), encoding="utf-8")
        school.run("provision")
    return folder


@pytest.fixture
def folder(provisioned: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(provisioned, copy)
    return copy


@contextmanager
def at_work(folder: Path, today: date = TODAY) -> Iterator[School]:
    """The school on a day."""
    keep_date(folder, today)
    with opened(folder) as school:
        yield School(school)


@pytest.fixture
def school(folder: Path) -> Iterator[School]:
    with at_work(folder) as there:
        yield there


@pytest.fixture(scope="module")
def mended(provisioned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school that tests share: each leaves it as it was, by what it proves."""
    copy = tmp_path_factory.mktemp("mended") / "data"
    shutil.copytree(provisioned, copy)
    with at_work(copy) as there:
        yield there
