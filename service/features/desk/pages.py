"""The desk's one page."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from service.access import Action, WholeSchool
from service.features.desk.classes import GradeClasses
from service.features.desk.view import Desk, desk_of
from service.overview import Overview
from service.shell.door import overview, records, require
from service.shell.language import current_speech

desk = Blueprint("desk", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """The classes of one tracker as HTML: their rows of the table, and what is wanted."""

    heat: str
    wanted: str


@desk.get("/desk")
def page() -> str:
    """What needs the document owner today."""
    require(Action.SEE_SCHOOL, WholeSchool())
    school = overview()
    desk = desk_of(school, records().trouble(), current_speech())
    return render_template(
        "desk/desk.html", desk=desk, drawn=tuple(_drawn(school, desk)), school=school
    )


def _drawn(school: Overview, desk: Desk) -> Iterator[_Drawn]:
    """Each tracker's classes; where nothing changed they are at hand.

    They say the same to everybody who may see the page: they differ by language and by the path
    under which the service stands, and by nothing else of the request.
    """
    language, columns = current_speech().language, 1 + len(desk.checkpoints)
    for at, grade in enumerate(desk.classes):
        key = ("drawn on the desk", language, at)
        yield school.derived.get(key, _draw, grade, columns, language, request.script_root)


def _draw(grade: GradeClasses, columns: int, *_: str) -> _Drawn:
    return _Drawn(
        heat=render_template("desk/heat.html", grade=grade, columns=columns),
        wanted=render_template("desk/wanted.html", grade=grade),
    )
