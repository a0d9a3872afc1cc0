"""What a staff member is to a tracker."""

from enum import Enum


class Role(Enum):
    """What a staff member is to a tracker; it decides which cells they may edit."""

    TEACHER = "teacher"
    INTERVENTION_STAFF = "intervention staff"
    DOCUMENT_OWNER = "document owner"
