"""What people call a kind of day, in calendars that were made for people: "PD day", "Snow day"."""

import re

from sync.domain.school_calendar import DayType

_LATE = (
    r"early (dismissal|release)|late (start|arrival)|delayed (start|opening)|half[- ]day"
    r"|minimum day|shortened day"
)
_TEACHERS = (
    r"teacher (only|work|planning|prep)|work ?day|professional (development|learning)"
    r"|in-?service|staff (development|day|only)|\bpd\b|records day"
)
_HOLIDAY = (
    r"holiday|\bbreak\b|recess|vacation|thanksgiving|christmas|new year|labor day|memorial day"
    r"|veterans|juneteenth|independence day|presidents|columbus|indigenous|luther king|\bmlk\b"
    r"|good friday|easter"
)
_CALLED = (
    (DayType.MAKE_UP, r"make[- ]?up"),
    (DayType.WEATHER, r"\bsnow|weather|\bice day|hurricane|heat day"),
    (DayType.EMERGENCY, r"emergency|power outage|water main"),
    (DayType.STRIKE, r"\bstrike\b|walk-?out"),
    (DayType.LATE_ARRIVAL, _LATE),
    (DayType.TEACHER_ONLY, _TEACHERS),
    (DayType.HOLIDAY, _HOLIDAY),
    (DayType.NON_INSTRUCTIONAL, r"no school|school closed|schools closed|student holiday|day off"),
    (DayType.INSTRUCTIONAL, r"^instructional day$|^school day$"),
)


# "Winter break begins", "last day before Thanksgiving": the day itself may well have school.
_BESIDE_IT = r"\b(before|after|begins?|starts?|ends?|resumes?|first day|last day|return)\b"


def day_type_of(text: str) -> DayType | None:
    """The kind of day that a text speaks of; None where it speaks of none."""
    exact = next((kind for kind in DayType if kind.value == text.strip().lower()), None)
    if exact is not None:
        return exact
    if re.search(_BESIDE_IT, text, re.IGNORECASE) and not re.search(_LATE, text, re.IGNORECASE):
        return None
    return next((kind for kind, words in _CALLED if re.search(words, text, re.IGNORECASE)), None)
