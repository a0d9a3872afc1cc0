"""The tables of the local server's database: the state, not a replay of events."""

#: Raised with every change of the tables; a folder with a higher number is refused.
VERSION = 2

TABLES = """
CREATE TABLE drive_files (
    file_id TEXT PRIMARY KEY,
    body    BLOB NOT NULL               -- DriveFile without permissions
) WITHOUT ROWID;
CREATE TABLE shared_drives (
    drive_id TEXT PRIMARY KEY,
    body     BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE permissions (
    place    TEXT NOT NULL,             -- a file's or a shared drive's id
    position INTEGER NOT NULL,
    type     TEXT NOT NULL,
    role     TEXT NOT NULL,
    grantee  TEXT NOT NULL,
    expires  TEXT NOT NULL DEFAULT '',  -- RFC 3339, UTC; empty for never
    PRIMARY KEY (place, position)
) WITHOUT ROWID;
CREATE TABLE revisions (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    file_id TEXT NOT NULL,
    at      TEXT NOT NULL,              -- RFC 3339, UTC
    who     TEXT NOT NULL,
    kinds   TEXT NOT NULL               -- JSON list of what the write did
);
CREATE TABLE changes (
    file_id TEXT PRIMARY KEY,           -- of a file or shared drive, one entry each: the latest
    seq     INTEGER NOT NULL,
    at      TEXT NOT NULL,
    body    BLOB NOT NULL               -- who could ever see the file, and its shared drive
) WITHOUT ROWID;
CREATE TABLE workbooks (
    file_id TEXT PRIMARY KEY,
    body    BLOB NOT NULL               -- properties, metadata, names, order of the tabs
) WITHOUT ROWID;
CREATE TABLE tabs (
    file_id  TEXT NOT NULL,
    sheet_id INTEGER NOT NULL,
    body     BLOB NOT NULL,             -- all of a tab except its cells and its row order
    PRIMARY KEY (file_id, sheet_id)
) WITHOUT ROWID;
CREATE TABLE tab_rows (
    file_id  TEXT NOT NULL,
    sheet_id INTEGER NOT NULL,
    row_id   INTEGER NOT NULL,
    body     BLOB NOT NULL,             -- {column id: cell}
    PRIMARY KEY (file_id, sheet_id, row_id)
);
CREATE TABLE row_pages (
    file_id  TEXT NOT NULL,
    sheet_id INTEGER NOT NULL,
    page     INTEGER NOT NULL,
    body     BLOB NOT NULL,             -- up to 512 row ids in order
    PRIMARY KEY (file_id, sheet_id, page)
) WITHOUT ROWID;
"""

#: What brings the tables of an older version to the next one, in turn.
_STEPS = {
    1: """
-- The column stands last, where ALTER TABLE puts it; its place in TABLES is the same.
ALTER TABLE permissions ADD COLUMN expires TEXT NOT NULL DEFAULT '';
""",
}


def steps_from(version: int) -> str:
    """The SQL from the tables of a version (0: none yet) to those of today."""
    if version == 0:
        return TABLES
    return "".join(_STEPS[step] for step in range(version, VERSION))
