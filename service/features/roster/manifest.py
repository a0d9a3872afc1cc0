"""What a bundle says about itself, and whether it is one that can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from service.features.roster.archive import Archive
from service.features.roster.findings import Findings, Place
from service.features.roster.layout import FILES, MANIFEST, FileLayout
from service.features.roster.lines import read_lines
from service.features.roster.version_1_2 import LAYOUTS
from sheet_templates.sentences import Sentence, listed, sentence, several, together
from sync.errors import RosterError

OLDER, NEWER = "1.1", "1.2"
LAYOUTS_OF = {OLDER: FILES, NEWER: LAYOUTS}
"""The files of each version of OneRoster that can be read."""


class Said(Enum):
    """What the manifest says of a file."""

    BULK = "bulk"
    DELTA = "delta"
    ABSENT = "absent"
    NOTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The version of OneRoster, and what each of the files to read is, by its name without .csv.

    In a delta bundle, files that are not there are as they were in the bundle before.
    """

    version: str
    kinds: Mapping[str, Said]

    @property
    def is_delta(self) -> bool:
        """Whether the bundle says only what has changed, at least in one file that is needed."""
        layouts = (one for one in LAYOUTS_OF[self.version] if not one.is_optional)
        return any(self.kinds.get(one.name) is Said.DELTA for one in layouts)

    @property
    def layouts(self) -> tuple[FileLayout, ...]:
        """The files to read; what a tracker does not need is read where it is there as a whole."""
        return tuple(
            one
            for one in LAYOUTS_OF[self.version]
            if not one.is_optional or not (self.is_delta or self.kinds.get(one.name) is Said.DELTA)
        )


def check_manifest(archive: Archive, findings: Findings) -> Manifest:
    """Compare the manifest with the files that are there; what the bundle is.

    Where no version is said it is taken for the older one. RosterError at once for a version that
    is not read, since its rows mean something else; everything else is a finding.
    """
    if MANIFEST not in archive.files:
        findings.error(
            Place(MANIFEST),
            sentence("is not in the zip"),
            sentence("export the bundle as OneRoster 1.1 CSV, bulk"),
        )
        says: dict[str, str] = {}
    else:
        says = _properties(archive.files[MANIFEST], findings)
        _check_version(archive.name, says, findings)
    version = says.get("oneroster.version") or OLDER
    words = {one.value: one for one in Said}
    said = {one.name: _said(one, says) for one in LAYOUTS_OF[version]}
    known = {name: words[word] for name, word in said.items() if word in words}
    manifest = Manifest(version=version, kinds=known)
    compare = _compare_delta if manifest.is_delta else _compare
    for layout in LAYOUTS_OF[version]:
        if layout.name not in known:
            findings.error(
                Place(MANIFEST, None, f"file.{layout.name}"),
                sentence('is "%(kind)s"', kind=said[layout.name]),
                sentence("write bulk, delta or absent"),
            )
        else:
            compare(layout, known[layout.name], findings, is_there=layout.file in archive.files)
    return manifest


def _said(layout: FileLayout, says: Mapping[str, str]) -> str:
    return says.get(f"file.{layout.name}".casefold(), "").casefold()


def _properties(content: bytes, findings: Findings) -> dict[str, str]:
    """The properties in small letters; a row without two cells is an error."""
    says: dict[str, str] = {}
    for line in read_lines(MANIFEST, content, findings)[1:]:
        if len(line.cells) < 2 or any(line.cells[2:]):
            findings.error(
                Place(MANIFEST, line.number),
                several(
                    "has %(count)s cell instead of a propertyName and a value",
                    "has %(count)s cells instead of a propertyName and a value",
                    len(line.cells),
                ),
                sentence("write each property as name,value"),
            )
        else:
            says[line.cells[0].casefold()] = line.cells[1]
    return says


def _check_version(bundle: str, says: dict[str, str], findings: Findings) -> None:
    version = says.get("oneroster.version", "")
    if version and version not in LAYOUTS_OF:
        known = listed(list(LAYOUTS_OF))
        raise RosterError(
            sentence(
                "%(bundle)s is a OneRoster %(version)s bundle, and only %(known)s "
                "are read; export it as one of these, CSV, bulk",
                bundle=bundle,
                version=version,
                known=known,
            )
        )
    if not version:
        findings.error(
            Place(MANIFEST, None, "oneroster.version"),
            sentence("does not say which version of OneRoster the bundle is"),
            sentence("add the line oneroster.version,%(older)s", older=OLDER),
        )


def _unexpected(said: Said) -> Sentence:
    if said is Said.ABSENT:
        return sentence("is in the zip, and the manifest calls it absent")
    return sentence("is in the zip, and the manifest does not list it")


def _promised(said: Said) -> Sentence:
    return sentence("is not in the zip, though the manifest calls it %(kind)s", kind=said.value)


def _compare(layout: FileLayout, said: Said, findings: Findings, *, is_there: bool) -> None:
    if is_there and said in {Said.ABSENT, Said.NOTHING}:
        findings.notice(
            Place(layout.file),
            together([_unexpected(said), sentence("it is read all the same")], between="; "),
            sentence(
                "write file.%(layout)s,bulk in %(manifest)s", layout=layout.name, manifest=MANIFEST
            ),
        )
    elif not is_there:
        _absent(layout, said, findings)


def _absent(layout: FileLayout, said: Said, findings: Findings) -> None:
    message = sentence("is not in the zip")
    if said is Said.BULK:
        message = _promised(said)
    if layout.is_optional:
        findings.notice(
            Place(layout.file), message, sentence("nothing to do, a tracker does not need it")
        )
    else:
        findings.error(
            Place(layout.file), message, sentence("export it too, a tracker cannot do without")
        )


def _compare_delta(layout: FileLayout, said: Said, findings: Findings, *, is_there: bool) -> None:
    """In a delta bundle nothing is guessed: changes taken for a whole file would end the rest."""
    if layout.is_optional:
        return
    if is_there and said in {Said.ABSENT, Said.NOTHING}:
        findings.error(
            Place(layout.file),
            _unexpected(said),
            sentence(
                "write file.%(layout)s,delta in %(manifest)s, or bulk if it is the whole file",
                layout=layout.name,
                manifest=MANIFEST,
            ),
        )
    elif not is_there and said in {Said.BULK, Said.DELTA}:
        findings.error(
            Place(layout.file),
            _promised(said),
            sentence(
                "export it too, or write file.%(layout)s,absent if nothing has changed in it",
                layout=layout.name,
            ),
        )
