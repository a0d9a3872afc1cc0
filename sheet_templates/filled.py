"""The columns of the Students tab that the service fills from what it knows, by their keys.

A template has them or leaves them out; whoever opens the file reads them.
"""

TIER, SUPPORTS_NOW, LAST_NOTE = "tier", "supports_now", "last_note"

FILLED = (TIER, SUPPORTS_NOW, LAST_NOTE)
DATED = frozenset({LAST_NOTE})
