"""The zip of a bundle: opened with care, and the bytes of the files in it."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from service.features.roster.findings import Findings, Place, shown
from service.features.roster.layout import FILE_ORDER
from sheet_templates.sentences import listed, sentence
from sync.errors import RosterError

LARGEST_BUNDLE = 500_000_000
"""Bytes, packed or unpacked; a state of 30,000 people needs 10 million."""
ENCRYPTED = 0x1
ZIP_BEGINS = 1980
LEFTOVERS = ("__MACOSX", ".DS_Store")

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError,
    LookupError,  # zipfile looks into a file name that the damage has emptied
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The bytes of the OneRoster files of a bundle, by the name that the standard gives them.

    `written` is when the newest of them was put into the zip, on the clock of who did it and in a
    zone that nobody knows; None where the zip does not say.
    """

    name: str
    files: dict[str, bytes]
    sha256: str
    written: datetime | None


def open_archive(path: Path, findings: Findings) -> Archive:
    """Read the zip at `path`; RosterError where it cannot be read or is too large to be one."""
    packed = _packed(path)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
            _refuse_oversized(bundle, path)
            chosen = _chosen_members(bundle, path.name, findings)
            files = {name: bundle.read(member) for name, member in chosen.items()}
            written = _written(chosen.values())
    except _DAMAGED as error:
        raise RosterError(
            sentence(
                "%(file)s is no zip file that can be read (%(error)s); export the bundle again",
                file=str(path),
                error=str(error),
            )
        ) from error
    sha256 = hashlib.sha256(packed).hexdigest()
    return Archive(name=path.name, files=files, sha256=sha256, written=written)


def _written(members: Iterable[zipfile.ZipInfo]) -> datetime | None:
    """The newest time of a member; a zip begins to count in 1980, which stands for no time."""
    moments = (datetime(*one.date_time) for one in members if one.date_time[0] > ZIP_BEGINS)  # noqa: DTZ001 - a zip has no zone
    return max(moments, default=None)


def _packed(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise RosterError(
                sentence(
                    "%(file)s is a folder; give the zip file of the OneRoster bundle",
                    file=str(path),
                )
            )
        if path.stat().st_size > LARGEST_BUNDLE:
            raise _too_large(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise RosterError(
            sentence(
                "%(file)s cannot be read: %(error)s; check the path",
                file=str(path),
                error=str(error.strerror),
            )
        ) from error


def _refuse_oversized(bundle: zipfile.ZipFile, path: Path) -> None:
    unpacked = sum(member.file_size for member in bundle.infolist())
    if unpacked > LARGEST_BUNDLE:
        raise _too_large(path, unpacked)
    if any(member.flag_bits & ENCRYPTED for member in bundle.infolist()):
        raise RosterError(
            sentence("%(file)s is encrypted; export the bundle without a password", file=str(path))
        )


def _too_large(path: Path, size: int) -> RosterError:
    return RosterError(
        sentence(
            "%(file)s holds %(size)s MB, more than the %(most)s MB that a roster can need; export "
            "the roster files only",
            file=str(path),
            size=f"{size / 1e6:,.0f}",
            most=f"{LARGEST_BUNDLE / 1e6:,.0f}",
        )
    )


def _chosen_members(
    bundle: zipfile.ZipFile, archive: str, findings: Findings
) -> dict[str, zipfile.ZipInfo]:
    """The members to read by standard name; what else is there is told as a notice."""
    standard = {name.casefold(): name for name in FILE_ORDER}
    chosen: dict[str, zipfile.ZipInfo] = {}
    others: list[str] = []
    for member in bundle.infolist():
        if member.is_dir() or any(
            part in LEFTOVERS for part in PurePosixPath(member.filename).parts
        ):
            continue
        name = standard.get(PurePosixPath(member.filename).name.casefold())
        if name is None:
            others.append(member.filename)
        elif name in chosen:
            both = listed([chosen[name].filename, member.filename])
            findings.error(
                Place(name),
                sentence("is in the zip twice, as %(both)s", both=both),
                sentence("leave one of them in the zip"),
            )
        else:
            chosen[name] = member
            _notice_odd_name(name, member.filename, findings)
    if others:
        findings.notice(
            Place(archive),
            sentence("other files in the zip are not read: %(names)s", names=shown(sorted(others))),
            sentence("nothing to do"),
        )
    return chosen


def _notice_odd_name(name: str, filename: str, findings: Findings) -> None:
    if filename == name:
        return
    if "/" in filename:
        message = sentence(
            "stands in a folder of the zip, as %(name)s; it is read all the same", name=filename
        )
        remedy = sentence("put the files at the root of the zip")
    else:
        message = sentence("is written %(name)s in the zip; it is read all the same", name=filename)
        remedy = sentence("name it %(name)s", name=name)
    findings.notice(Place(name), message, remedy)
