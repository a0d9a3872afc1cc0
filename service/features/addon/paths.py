"""Entry points that more than one card leads to."""

FILE, FILE_TRACKER = "file", "file/tracker"
SYNC, SYNC_LOOK, REPAIR = "sync", "sync/look", "repair"
