"""Writing cells into a tracker on a person's word: written down first, verified from the reply."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sheet_templates.edits import Plan
from sheet_templates.requests import marked_values
from sheet_templates.sentences import sentence
from sync.domain.putting_back import BackCell, PutBack
from sync.domain.telling import shown
from sync.errors import TrackerError
from sync.google.gateway import Json
from sync.nightly import Sync
from sync.store.drive_state import note_own_reply
from sync.store.engine import Tx
from sync.store.history import begin_restoration, end_restoration
from sync.store.trackers import Tracker

NoteDone = Callable[[Tx, datetime], None]


def _note_nothing(tx: Tx, at: datetime) -> None:
    """Nothing besides what every write on a person's word leaves behind."""


def write_cells(
    sync: Sync,
    tracker: Tracker,
    content: PutBack,
    *,
    as_of: datetime,
    who: str,
    note_done: NoteDone = _note_nothing,
) -> None:
    """Write the cells into the rows that bear their marks, for `who`, and read the tracker again.

    The store says who had what written before Google is asked, and that it was seen to stand there
    afterwards, in one transaction with `note_done`. `as_of` is the moment whose state is written.
    TrackerError when Google's reply does not show what was asked for.
    """
    cells = content.cells
    with sync.store.writing() as tx:
        restoration = begin_restoration(
            tx,
            sync.scope,
            tracker_id=tracker.id,
            as_of=as_of,
            who=who,
            at=sync.clock.now(),
            cells=[_kept(one) for one in cells],
        )
        note_own_reply(tx, sync.scope, tracker.id, is_stored=False)
    assert tracker.spreadsheet_id is not None, "only adopted trackers are written to"
    replies = sync.gateway.write_marked(
        tracker.spreadsheet_id, marked_values(Plan(marked=tuple(content.rows())))
    )
    _check(tracker, cells, replies)
    with sync.store.writing() as tx:
        end_restoration(tx, restoration, sync.clock.now())
        note_done(tx, sync.clock.now())
    store_what_is_there(sync, tracker.public_id)
    with sync.store.writing() as tx:
        note_own_reply(tx, sync.scope, tracker.id, is_stored=True)


def store_what_is_there(sync: Sync, public_id: str) -> None:
    """Read and store the tracker as it is now; TrackerError when it cannot be read."""
    report = sync.one(public_id)
    if report.failures:
        raise TrackerError(
            sentence(
                "%(public_id)s cannot be written to on your word: it could not be read.",
                public_id=public_id,
            ),
            list(report.failures.values()),
        )


def _kept(one: BackCell) -> tuple[str, ...]:
    """A cell as it is written down: its place, before and after, and the entry."""
    key = one.key
    before, after = shown(one.before), shown(one.after)
    return one.cell, before, after, key.student, key.checkpoint, key.metric


def _check(tracker: Tracker, cells: Sequence[BackCell], replies: Sequence[Json]) -> None:
    """TrackerError when the reply does not say what was to be written."""
    asked = list(dict.fromkeys(one.spot.metadata_id for one in cells))
    stands = [one.get("values", [[]])[0] for one in replies]
    rows = dict(zip(asked, stands, strict=False))
    wrong = [one.cell for one in cells if not _says(rows.get(one.spot.metadata_id, ()), one)]
    if wrong:
        raise TrackerError(
            sentence(
                "%(tracker)s: Google's reply does not show what was written in %(wrong)s. Sync "
                "it and look at it again.",
                tracker=tracker.public_id,
                wrong=", ".join(wrong),
            )
        )


def _says(values: Sequence[object], cell: BackCell) -> bool:
    column = cell.spot.column
    said = values[column] if column < len(values) else ""
    return said == ("" if cell.typed is None else cell.typed)
