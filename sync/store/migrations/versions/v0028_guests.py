"""Who stands in from outside the roster is kept beside those who were on it."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep those who stood in until now; nobody who is on the roster."""
    op.execute(
        sa.text(
            "INSERT INTO staff_member (school_id, sourced_id, given_name, family_name, email, "
            "role, position, gone_at) "
            "SELECT lent.school_id, 'stand-in ' || lent.email, '', lent.name, lent.email, "
            "person.role, 0, lent.granted_at FROM stand_in AS lent "
            "JOIN staff_member AS person ON person.school_id = lent.school_id "
            "AND lower(person.email) = lent.stands_in_for "
            "WHERE NOT EXISTS (SELECT 1 FROM staff_member AS here "
            "WHERE here.school_id = lent.school_id AND lower(here.email) = lent.email "
            "AND here.gone_at IS NULL) "
            "ON CONFLICT (school_id, sourced_id) DO NOTHING"
        )
    )
