"""Entry points that more than one card leads to."""

FILE, FILE_TRACKER = "file", "file/tracker"
SYNC, SYNC_LOOK, REPAIR = "sync", "sync/look", "repair"
NOTE_ANEW, RESTRICTED_ANEW = "note/anew", "restricted/anew"
