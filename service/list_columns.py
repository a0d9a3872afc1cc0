"""The columns of the lists that commands print, in their order; programs rely on them."""

ENTRIES = ["student", "tracker", "checkpoint", "metric", "value", "code", "cell", "seen_at"]
FLAGS = ["kind", "tracker", "student", "checkpoint", "metric", "person", "due", "since", "cell"]
