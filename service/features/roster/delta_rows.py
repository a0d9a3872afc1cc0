"""The rows of a file of changes: which stay, which go, and every doubt about them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from service.features.roster.checks import LEFT_OUT
from service.features.roster.findings import Findings
from service.features.roster.layout import MANIFEST
from service.features.roster.tables import LINE, Table
from sheet_templates.sentences import sentence, several

MODIFIED = "dateLastModified"
_NEXT_DAY = timedelta(days=1)


def moment_said(text: str) -> datetime | None:
    """The moment of a dateLastModified, in UTC where no zone is said; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """One file of changes: the rows that are there afterwards, and the ids that are not."""

    table: Table
    gone: frozenset[str]


def read_delta(
    table: Table, before: Mapping[str, Mapping[str, str]], findings: Findings, now: datetime
) -> Delta:
    """The file's rows that stay, and the ids of those that go; every doubt is an error."""
    frame = table.frame
    statuses = frame["status"].str.casefold()
    goes = statuses.isin(LEFT_OUT)
    if _has_no_column(table, findings) or _looks_whole(table, findings):
        return Delta(table=table, gone=frozenset())
    for line, status in zip(frame[LINE], statuses, strict=True):
        if not status:
            place = table.place(int(line), "status")
            findings.error(
                place, sentence("is empty in a delta file"), sentence("write active or tobedeleted")
            )
    for line, key, text in zip(frame[LINE], frame["sourcedId"], frame[MODIFIED], strict=True):
        _check_time(table, int(line), text, before.get(key, {}).get(MODIFIED, ""), findings, now)
    stays, gone = frame.loc[~goes], frozenset(frame.loc[goes, "sourcedId"]) - {""}
    for line, key in zip(stays[LINE], stays["sourcedId"], strict=True):
        if key in gone:
            findings.error(
                table.place(int(line), "sourcedId"),
                sentence('"%(key)s" stands in another line as well, to be deleted', key=key),
                sentence("leave the line that is right"),
            )
    _tell(table, len(stays), gone, before, findings)
    return Delta(table=replace(table, frame=stays), gone=gone)


def _has_no_column(table: Table, findings: Findings) -> bool:
    """Whether a column that makes it a delta is missing; a missing id is told by itself."""
    missing = [name for name in ("status", MODIFIED) if name not in table.given]
    for name in missing if table.given else ():
        findings.error(
            table.place(1, name),
            sentence("the column is missing in a delta file"),
            sentence(
                "export it, or write file.%(layout)s,bulk in %(manifest)s if the file is whole",
                layout=table.layout.name,
                manifest=MANIFEST,
            ),
        )
    return bool(missing) or "sourcedId" not in table.given


def _looks_whole(table: Table, findings: Findings) -> bool:
    """Whether no row says what a delta must say: then the manifest is mistaken."""
    frame = table.frame
    if frame.empty or (frame["status"] != "").any() or (frame[MODIFIED] != "").any():
        return False
    findings.error(
        table.place(),
        sentence(
            "is called delta, and no row has a status or a dateLastModified, as in a bulk file"
        ),
        sentence(
            "write file.%(layout)s,bulk in %(manifest)s, or export it as a delta",
            layout=table.layout.name,
            manifest=MANIFEST,
        ),
    )
    return True


def _check_time(
    table: Table, line: int, text: str, before: str, findings: Findings, now: datetime
) -> None:
    tell = partial(findings.error, table.place(line, MODIFIED))
    moment, known = moment_said(text), moment_said(before)
    if moment is None:
        said = (
            sentence('"%(text)s" is no moment in ISO form', text=text)
            if text
            else sentence("is empty in a delta file")
        )
        tell(said, sentence("write it as 2026-11-22T05:00:00Z"))
    elif moment > now + _NEXT_DAY:
        tell(
            sentence("%(text)s is still to come", text=text),
            sentence("correct the clock of the system that exported it"),
        )
    elif known is not None and moment < known:
        tell(
            sentence(
                "%(text)s is before %(before)s, from which the row that is here already is",
                text=text,
                before=before,
            ),
            sentence("import deltas in the order of their export, or import a bulk bundle"),
        )


def _tell(
    table: Table,
    count: int,
    gone: frozenset[str],
    before: Mapping[str, Mapping[str, str]],
    findings: Findings,
) -> None:
    ended = len(gone & before.keys())
    findings.notice(
        table.place(),
        sentence(
            "delta over %(kept)s kept rows: %(changed)s new or changed, %(ended)s to be deleted",
            kept=len(before),
            changed=count,
            ended=ended,
        ),
        sentence("nothing to do"),
    )
    strangers = sorted(gone - before.keys())
    if strangers:
        findings.notice(
            table.place(),
            several(
                "to be deleted, and not here: %(count)s id",
                "to be deleted, and not here: %(count)s ids",
                len(strangers),
            ),
            sentence("nothing to do"),
        )
