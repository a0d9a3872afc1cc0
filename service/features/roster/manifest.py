"""What a bundle says about itself, and whether it is one that can be read."""

from enum import Enum

from service.features.roster.archive import Archive
from service.features.roster.findings import Findings, Place
from service.features.roster.layout import FILES, MANIFEST, FileLayout
from service.features.roster.tables import read_lines
from service.features.roster.version_1_2 import LAYOUTS
from sync.errors import RosterError

OLDER, NEWER = "1.1", "1.2"
LAYOUTS_OF = {OLDER: FILES, NEWER: LAYOUTS}
"""The files of each version of OneRoster that can be read."""


class Said(Enum):
    """What the manifest says of a file."""

    BULK = "bulk"
    ABSENT = "absent"
    NOTHING = ""


def check_manifest(archive: Archive, findings: Findings) -> str:
    """Compare the manifest with the files that are there; gives the version of OneRoster.

    Where none is said it is taken for the older one.

    RosterError at once for another version of OneRoster and for a delta bundle, since their rows
    mean something else; everything else is a finding.
    """
    if MANIFEST not in archive.files:
        findings.error(
            Place(MANIFEST), "is not in the zip", "export the bundle as OneRoster 1.1 CSV, bulk"
        )
        says: dict[str, str] = {}
    else:
        says = _properties(archive.files[MANIFEST], findings)
        _refuse_other_kinds(archive.name, says, findings)
    version = says.get("oneroster.version") or OLDER
    for layout in LAYOUTS_OF[version]:
        _compare(layout, says, findings, is_there=layout.file in archive.files)
    return version


def _properties(content: bytes, findings: Findings) -> dict[str, str]:
    """The properties in small letters; a row without two cells is an error."""
    says: dict[str, str] = {}
    for line in read_lines(MANIFEST, content, findings)[1:]:
        if len(line.cells) < 2 or any(line.cells[2:]):
            findings.error(
                Place(MANIFEST, line.number),
                f"has {len(line.cells)} cells instead of a propertyName and a value",
                "write each property as name,value",
            )
        else:
            says[line.cells[0].casefold()] = line.cells[1]
    return says


def _refuse_other_kinds(bundle: str, says: dict[str, str], findings: Findings) -> None:
    version = says.get("oneroster.version", "")
    if version and version not in LAYOUTS_OF:
        known = " and ".join(LAYOUTS_OF)
        raise RosterError(
            f"{bundle} is a OneRoster {version} bundle, and only {known} are read; "
            f"export it as one of these, CSV, bulk"
        )
    deltas = [name for name, value in says.items() if value.casefold() == "delta"]
    if deltas:
        raise RosterError(
            f"{bundle} is a delta bundle of OneRoster {version or OLDER}, and only bulk bundles "
            "are read so far; export it as bulk"
        )
    if not version:
        findings.error(
            Place(MANIFEST, None, "oneroster.version"),
            "does not say which version of OneRoster the bundle is",
            f"add the line oneroster.version,{OLDER}",
        )


def _compare(
    layout: FileLayout, says: dict[str, str], findings: Findings, *, is_there: bool
) -> None:
    said = says.get(f"file.{layout.name}".casefold(), "").casefold()
    if said not in {one.value for one in Said}:
        findings.error(
            Place(MANIFEST, None, f"file.{layout.name}"),
            f'is "{said}"',
            "write bulk or absent",
        )
    elif is_there and said != Said.BULK.value:
        findings.notice(
            Place(layout.file),
            f"is in the zip, and the manifest {'calls it absent' if said else 'does not list it'};"
            " it is read all the same",
            f"write file.{layout.name},bulk in {MANIFEST}",
        )
    elif not is_there:
        _absent(layout, said, findings)


def _absent(layout: FileLayout, said: str, findings: Findings) -> None:
    contradiction = ", though the manifest calls it bulk" if said == Said.BULK.value else ""
    message = f"is not in the zip{contradiction}"
    if layout.is_optional:
        findings.notice(Place(layout.file), message, "nothing to do, a tracker does not need it")
    else:
        findings.error(Place(layout.file), message, "export it too, a tracker cannot do without")
