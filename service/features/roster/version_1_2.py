"""What OneRoster 1.2 says otherwise than 1.1: people's roles stand in a file of their own.

A 1.2 bundle is read by its own layout and then put into the shape of 1.1, so that one reader makes
the roster of both. Source: 1EdTech OneRoster 1.2, CSV tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.features.roster.checks import Row, rows_of
from service.features.roster.findings import Findings, rows_in_words
from service.features.roster.layout import (
    FILES,
    FIRST,
    TRUE_OR_FALSE,
    USERS,
    Column,
    FileLayout,
    Need,
)
from service.features.roster.tables import Table
from sheet_templates.sentences import sentence

_USERS_OF_1_1 = {column.name: column for column in USERS.columns}
_USERS = FileLayout(
    "users",
    (
        *FIRST,
        Column("enabledUser", Need.REQUIRED, TRUE_OR_FALSE),
        *(
            _USERS_OF_1_1[name]
            for name in (
                "username", "userIds", "givenName", "familyName", "middleName", "identifier",
                "email", "sms", "phone", "agentSourcedIds", "grades", "password",
            )
        ),
        Column("userMasterIdentifier"),
        Column("preferredGivenName"),
        Column("preferredMiddleName"),
        Column("preferredFamilyName"),
        Column("primaryOrgSourcedId", Need.USED, refers_to="orgs"),
        Column("pronouns"),
    ),
)  # fmt: skip
_ROLES = FileLayout(
    "roles",
    (
        *FIRST,
        Column("userSourcedId", Need.REQUIRED, refers_to="users"),
        Column("roleType", Need.USED, ("primary", "secondary")),
        Column("role", Need.REQUIRED),  # open: a vendor may add words that begin with ext:
        Column("beginDate", is_date=True),
        Column("endDate", Need.USED, is_date=True),
        Column("orgSourcedId", Need.REQUIRED, refers_to="orgs"),
        Column("userProfileSourcedId"),
    ),
)
LAYOUTS = (*(_USERS if one.name == "users" else one for one in FILES), _ROLES)

_IN_1_1 = {"principal": "administrator", "siteAdministrator": "administrator"}
_RANK = ("administrator", "teacher", "aide", "student")


@dataclass(frozen=True, slots=True)
class _Part:
    """One role of a person at an organisation, in the words of 1.1."""

    role: str
    org: str
    is_secondary: bool

    @property
    def rank(self) -> tuple[bool, int]:
        """What a tracker needs goes first, among the primary ones, then among the others."""
        place = _RANK.index(self.role) if self.role in _RANK else len(_RANK)
        return place == len(_RANK) or self.is_secondary, place


def in_shape_of_1_1(tables: Mapping[str, Table], findings: Findings) -> dict[str, Table]:
    """The checked tables of a 1.2 bundle with each person's role and organisations beside them.

    Where the roles cannot be read there are no users either, which is told already.
    A principal and a site administrator are what 1.1 calls an administrator. A role that ended
    before the school year began is over. Who has several is what a tracker needs most of them.
    """
    users, roles = tables.get("users"), tables.get("roles")
    rest = {name: one for name, one in tables.items() if name not in {"users", "roles"}}
    if users is None or roles is None or not (users.given and roles.given):
        return rest
    over, parts = _parts(roles, _first_day(tables))
    _notice(roles, over, "endDate", sentence("roles that ended before the school year"), findings)
    frame = users.frame.copy()
    chosen = {user: min(some, key=lambda one: one.rank) for user, some in parts.items()}
    ids = frame["sourcedId"]
    frame["role"] = [chosen[one].role if one in chosen else "" for one in ids]
    frame["orgSourcedIds"] = [
        ",".join(
            dict.fromkeys(part.org for part in parts.get(one, ()) if part.role == chosen[one].role)
        )
        or primary
        for one, primary in zip(ids, frame["primaryOrgSourcedId"], strict=True)
    ]
    without = [row for row in rows_of(users) if row.sourced_id not in chosen]
    _notice(users, without, "sourcedId", sentence("people without a role in roles.csv"), findings)
    given = users.given | {"role", "orgSourcedIds"}
    known = [column.name for column in USERS.columns]
    frame = frame.reindex(
        columns=[*known, *(c for c in frame.columns if c not in known)], fill_value=""
    )
    shaped = replace(users, layout=USERS, frame=frame, given=frozenset(given))
    return rest | {"users": shaped}


def _first_day(tables: Mapping[str, Table]) -> str:
    """The day on which the bundle's first school year begins; empty where it has none."""
    sessions = tables.get("academicSessions")
    rows = rows_of(sessions) if sessions is not None else []
    return min((row["startDate"] for row in rows if row["type"] == "schoolYear"), default="")


def _parts(roles: Table, first_day: str) -> tuple[list[Row], dict[str, list[_Part]]]:
    """The roles that are over, and each person's others in order of their ids."""
    over: list[Row] = []
    parts: dict[str, list[_Part]] = {}
    spelled = {word.casefold(): word for word in (*_IN_1_1, *_RANK)}
    for row in rows_of(roles):
        if row["endDate"] and row["endDate"] < first_day:
            over.append(row)
            continue
        role = spelled.get(row["role"].casefold(), row["role"])
        part = _Part(_IN_1_1.get(role, role), row["orgSourcedId"], row["roleType"] == "secondary")
        parts.setdefault(row["userSourcedId"], []).append(part)
    return over, parts


def _notice(table: Table, rows: list[Row], column: str, what: str, findings: Findings) -> None:
    lines = sorted(row.line for row in rows)
    if lines:
        findings.notice(
            table.place(lines[0], column),
            sentence("left out, %(what)s: %(lines)s", what=what, lines=rows_in_words(lines)),
            sentence("nothing to do if that is right"),
        )
