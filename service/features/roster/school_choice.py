"""Which school a bundle is about."""

from collections.abc import Mapping

from service.features.roster.checks import Row, rows_of, split_ids
from service.features.roster.findings import Findings
from service.features.roster.tables import Table
from sheet_templates.school import School
from sheet_templates.sentences import sentence


def choose_school(tables: Mapping[str, Table], findings: Findings) -> School | None:
    """The one school that has children; none or several are an error that names them."""
    orgs = tables["orgs"]
    schools = {row.sourced_id: row for row in rows_of(orgs) if row["type"] == "school"}
    attended = [row for key, row in schools.items() if key in _orgs_of_children(tables)]
    if not schools:
        findings.error(
            orgs.place(),
            sentence("has no organisation of type school"),
            sentence("export the school's own row too"),
        )
    elif not attended:
        findings.error(
            tables["users"].place(),
            sentence(
                "no child belongs to a school (%(names)s)", names=_names(list(schools.values()))
            ),
            sentence("export the children with their school in orgSourcedIds"),
        )
    elif len(attended) > 1:
        findings.error(
            orgs.place(),
            sentence(
                "%(count)s schools have children in this bundle: %(names)s",
                count=len(attended),
                names=_names(attended),
            ),
            sentence("export a bundle of one school"),
        )
    else:
        return School(sourced_id=attended[0].sourced_id, name=attended[0]["name"])
    return None


def _names(schools: list[Row]) -> str:
    return ", ".join(f"{row['name']} ({row.sourced_id})" for row in schools)


def _orgs_of_children(tables: Mapping[str, Table]) -> frozenset[str]:
    users, enrollments = tables["users"].frame, tables["enrollments"].frame
    cells = users.loc[users["role"] == "student", "orgSourcedIds"].unique()
    by_class = enrollments.loc[enrollments["role"] == "student", "schoolSourcedId"].unique()
    return frozenset(one for cell in cells for one in split_ids(str(cell))) | frozenset(by_class)
