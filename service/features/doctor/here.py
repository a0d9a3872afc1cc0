"""What the doctor looks at on this machine: the data folder, its secrets, the store."""

import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from service.features.doctor.checks import Check, State, fine, not_tried, problem
from sync.domain.scope import Scope
from sync.errors import StoreError
from sync.store.engine import Store, Tx, open_store
from sync.store.migrate import SchemaState
from sync.store.place import StorePlace, may_hold_a_store
from sync.store.schema_state import schema_state
from sync.store.school import school
from sync.store.templates import template_versions
from sync.store.trackers import Tracker, trackers

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def _may(path: Path, what: int) -> bool:
    return os.access(path, what, effective_ids=os.access in os.supports_effective_ids)


def check_folder(folder: Path) -> Check:
    """Whether the data folder is there, can be written, and is nobody else's to read."""
    name = "data folder"
    if not folder.is_dir():
        return problem(
            name, f"{folder} is not there", "Import a roster, or name another with --data-dir."
        )
    if not _may(folder, os.W_OK | os.X_OK):
        return problem(
            name,
            f"{folder} cannot be written",
            f"Give this account the right: chmod u+rwx {folder}",
        )
    if stat.S_IMODE(folder.stat().st_mode) & _OTHERS:
        return problem(
            name,
            f"other accounts of this machine may look into {folder}, where students' data lies",
            f"chmod 700 {folder}",
        )
    return fine(name, f"{folder} can be written, by this account only")


def check_secrets(files: list[Path]) -> Check:
    """Whether nobody else on the machine may read what is as good as a password."""
    there = [file for file in files if file.is_file()]
    open_ones = [file for file in there if stat.S_IMODE(file.stat().st_mode) & _OTHERS]
    if open_ones:
        named = " ".join(map(str, open_ones))
        return problem("secrets", f"others may read {named}", f"chmod 600 {named}")
    return fine("secrets", f"{len(there)} files, readable by their owner only")


def check_store(place: StorePlace) -> Check:
    """Whether the store is there, sound, and of this program's schema."""
    name = "store"
    if not may_hold_a_store(place):
        return not_tried(name, "there is none before the first roster")
    if isinstance(place, Path) and not _may(place, os.W_OK):
        return problem(name, f"{place} cannot be written", f"chmod u+w {place}")
    try:
        state = schema_state(place)
    except StoreError as error:
        trouble, _, remedy = error.reason.partition("; ")
        return problem(name, trouble, remedy or "Put a backup in its place.")
    return _of_schema(name, state)


def _of_schema(name: str, state: SchemaState) -> Check:
    if state is SchemaState.NOT_MADE:
        return not_tried(name, "the database is empty before the first roster")
    if state is SchemaState.NEWER:
        return problem(
            name, "a newer Tracksheet has written it", "Update the program; do not go back."
        )
    if state is SchemaState.BEHIND:
        return problem(
            name,
            "its schema is that of an older Tracksheet",
            "Make a backup; the next start brings it up to date.",
        )
    return fine(name, "sound, and of this program's schema")


Unknown = Callable[[Tx, Scope, Iterable[Tracker]], Mapping[str, str]]
"""Why a template that some of these trackers follow is not known, by public id."""


def check_templates(place: StorePlace, unknown: Unknown) -> Check:
    """Whether every tracker is drawn by a version that is known, and the newest."""
    if check_store(place).state is not State.OK:
        return not_tried("template versions", "there is no store that can be read")
    store = open_store(place)
    try:
        return _templates(store, unknown)
    finally:
        store.close()


def _templates(store: Store, unknown: Unknown) -> Check:
    name = "template versions"
    with store.reading() as tx:
        known = school(tx)
        if known is None:
            return not_tried(name, "there is no school yet")
        versions = template_versions(tx, known.scope)
        made = [one for one in trackers(tx, known.scope) if one.closed_at is None]
        strange = unknown(tx, known.scope, made)
    if not versions or not made:
        return not_tried(name, "there are no trackers yet")
    if strange:
        return problem(
            name,
            f"{len(strange)} of {len(made)} trackers follow one that this program does not know: "
            + " ".join(strange.values()),
            "Update the program, or put a backup of the store in its place, as each line says.",
        )
    newest = {one.key: one.n for one in versions}  # the oldest first, so the newest stands
    behind = [
        one.public_id for one in made if one.template_version < newest.get(one.template_key, 0)
    ]
    if behind:
        return problem(
            name,
            f"{len(behind)} of {len(made)} trackers follow an older version of their template: "
            + ", ".join(behind),
            "`tracksheet plan` says what would change, `tracksheet apply` changes it.",
        )
    return fine(name, f"{len(made)} trackers, each of the newest version")
