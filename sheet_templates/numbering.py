"""The two numbers of a template's version, in words that keep them apart.

A file says the number that its author gave it; a school counts the versions that it has kept.
"""

from sheet_templates.model import TrackerTemplate


def numbers(template: TrackerTemplate, kept: int | None) -> str:
    """Which version it is; `kept` is the school's number, None for a file that is looked at."""
    in_file = f"its file says version = {template.version}"
    return in_file if kept is None else f"kept at this school as version {kept}; {in_file}"
