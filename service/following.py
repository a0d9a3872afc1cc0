"""Has a tracker brought up to date behind the back of whoever just wrote something."""

import logging
from dataclasses import dataclass
from threading import Thread

from service.works import Run
from sheet_templates.errors import TracksheetError

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Following:
    """Runs what follows in its turn, which may be behind a long sync; nobody waits for it.

    What is lost here, with the process or by an error, the next night does: the note is stored.
    """

    run: Run

    def note(self, tracker: str) -> None:
        """Begin to settle what a note of this tracker answers, and to write it there."""
        Thread(target=self._note, args=(tracker,), daemon=True).start()

    def _note(self, tracker: str) -> None:
        try:
            self.run("follow_note", {"tracker": tracker}, _LOG.info)
        except TracksheetError as error:
            _LOG.error("a note of %s waits for the night: %s", tracker, error.reason)
