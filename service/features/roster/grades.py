"""Grade codes as OneRoster writes them (CEDS, Entry Grade Level)."""

import re

NUMBERED = tuple(f"{number:02d}" for number in range(1, 14))
NAMED = ("IT", "PR", "PK", "TK", "KG", *NUMBERED, "PS", "UG", "Other")
KINDERGARTEN = ("K", "0", "00", "KINDERGARTEN")


def grade_code(text: str) -> str | None:
    """The two-digit code of a grade that is written somehow; None for what is no grade."""
    named = {code.upper(): code for code in NAMED}
    upper = text.strip().upper()
    if upper in KINDERGARTEN:
        return "KG"
    if re.fullmatch(r"[0-9]", upper):
        return f"0{upper}"
    return named.get(upper)
