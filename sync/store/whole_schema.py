"""Every table of the canonical store, from all the modules that describe some."""

from sync.store import (
    schema_access,
    schema_bundles,
    schema_calendar,
    schema_changes,
    schema_channels,
    schema_duties,
    schema_erasing,
    schema_inputs,
    schema_mail,
    schema_notes,
    schema_people,
    schema_self_checks,
    schema_templates,
)
from sync.store.schema import metadata

__all__ = [
    "metadata",
    "schema_access",
    "schema_bundles",
    "schema_calendar",
    "schema_changes",
    "schema_channels",
    "schema_duties",
    "schema_erasing",
    "schema_inputs",
    "schema_mail",
    "schema_notes",
    "schema_people",
    "schema_self_checks",
    "schema_templates",
]
