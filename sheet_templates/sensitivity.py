"""How much a column tells of a child, and which of it a spreadsheet may hold.

In Google, hiding, protecting and filtering hide nothing: whoever opens a file reads all of it.
"""

from enum import Enum

from sheet_templates.sentences import sentence


class Sensitivity(Enum):
    """What a column tells of a child."""

    DIRECTORY = "directory"  # who is in which class
    ACADEMIC = "academic"  # scores, levels, growth, attendance as a percentage
    SUPPORT = "support"  # tiers, supports, progress notes, goals
    HOME_LANGUAGE = "home language"
    GUARDIANS = "guardians"
    CONTACTS = "contacts"
    HEALTH = "health"
    CUSTODY = "custody"
    SPECIAL_EDUCATION = "special education papers"
    ABSENCE_REASONS = "reasons of absence"
    RESTRICTED_NOTES = "restricted notes"


NEVER_IN_A_SPREADSHEET = frozenset(Sensitivity) - {
    Sensitivity.DIRECTORY,
    Sensitivity.ACADEMIC,
    Sensitivity.SUPPORT,
}

TOLD = {
    Sensitivity.HOME_LANGUAGE: sentence("home language"),
    Sensitivity.GUARDIANS: sentence("guardians"),
    Sensitivity.CONTACTS: sentence("contacts"),
    Sensitivity.HEALTH: sentence("health"),
    Sensitivity.CUSTODY: sentence("custody"),
    Sensitivity.SPECIAL_EDUCATION: sentence("special education papers"),
    Sensitivity.ABSENCE_REASONS: sentence("reasons of absence"),
    Sensitivity.RESTRICTED_NOTES: sentence("restricted notes"),
}
"""What no spreadsheet may hold, as people say it."""

TELLING_WORDS = {
    Sensitivity.HOME_LANGUAGE: ("home language", "language spoken", "native language"),
    Sensitivity.GUARDIANS: ("guardian", "parent name", "mother", "father"),
    Sensitivity.CONTACTS: ("phone", "e-mail", "email", "home address", "contact number"),
    Sensitivity.HEALTH: ("health", "medical", "medication", "diagnosis", "allerg"),
    Sensitivity.CUSTODY: ("custody", "court order", "foster"),
    Sensitivity.SPECIAL_EDUCATION: ("iep", "special education", "504 plan", "disability"),
    Sensitivity.ABSENCE_REASONS: ("reason of absence", "reason for absence", "absence reason"),
    Sensitivity.RESTRICTED_NOTES: ("restricted", "confidential"),
}
"""Words in a header that betray what a column holds, whatever its sensitivity says."""
