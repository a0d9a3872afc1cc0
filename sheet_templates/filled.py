"""The columns of the Students tab that the service fills from what it knows, by their keys.

A template has them or leaves them out; whoever opens the file reads them.
"""

TIER, SUPPORTS_NOW, LAST_NOTE = "tier", "supports_now", "last_note"
NOTE_DUE = "note_due"
NOTE_OPENS, NOTE_MISSING_FROM = f"{NOTE_DUE}.opens", f"{NOTE_DUE}.missing_from"
"""Hidden columns behind NOTE_DUE: from these days alone its state follows, whatever day it is."""
ON_TRACK = "on_track"

OF_SUPPORTS = (TIER, SUPPORTS_NOW, LAST_NOTE, NOTE_DUE)
"""What is filled from the tabs of supports and notes; the rest from the tab of goals."""
FILLED = (*OF_SUPPORTS, ON_TRACK)
DATED = frozenset({LAST_NOTE, NOTE_DUE, NOTE_OPENS, NOTE_MISSING_FROM})
