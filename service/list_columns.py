"""The columns of what commands print and write, in their order; programs rely on them."""

ENTRIES = ["student", "tracker", "checkpoint", "metric", "value", "code", "cell", "seen_at"]
FLAGS = [
    "kind", "tracker", "student", "checkpoint", "metric", "person", "due", "since", "cell",
    "flag", "state", "why",
]  # fmt: skip
DUTIES = [
    "tracker", "class", "person", "checkpoint", "state", "due", "since",
    "expected", "entries", "excused", "cell_issues", "blank", "why", "what",
]  # fmt: skip
EXCUSES = [
    "excuse", "student", "checkpoint", "metric", "code", "reason", "by", "source",
    "from", "until", "recorded_at", "withdrawn_at",
]  # fmt: skip
MILESTONES = [
    "milestone", "tracker", "key", "title", "class", "person", "opens", "due", "state",
    "note", "by", "said_at",
]  # fmt: skip
CASELOADS = ["staff e-mail", "student id", "from", "to"]
FLAG_STEPS = ["day", "at", "was", "state", "by", "reason"]
FINDINGS = ["tracker", "finding", "since", "repair", "kind", "key"]
POLICY = ["tracker", "grade", "who", "role", "may", "ranges", "closed_ranges", "reason"]
HOLDS = ["hold", "tracker", "tab", "scope", "rule", "entries", "since", "verdict", "by", "message"]
LETTERS = ["to", "subject"]
HISTORY = [
    "student", "tracker", "checkpoint", "metric", "value", "code", "typed_as", "cell", "from", "to",
    "run", "by",
]  # fmt: skip
ACCESSES = ["at", "who", "what", "rows", "names", "of"]
_CHILD = ["student", "family_name", "given_name"]
EXPORT = {
    "entries": [
        *_CHILD, "tracker", "checkpoint", "metric", "value", "text", "code", "cell", "seen_at",
    ],
    "history": [
        *_CHILD, "tracker", "checkpoint", "metric", "value", "text", "code", "typed_as", "cell",
        "from", "to",
    ],
    "notes": ["tracker", "tab", "row", "column", "text"],
    "issues": [*_CHILD, "tracker", "tab", "cell", "rule", "text", "message", "seen_at"],
}  # fmt: skip
"""By the table of an export; names are left out where nobody may be named."""
