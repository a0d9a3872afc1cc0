"""Coming in by choosing who one is: for trying things out on one machine, without passwords."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from service.overview import Overview
from service.shell.door import known_overview, overview, sign_in
from service.shell.language import current_speech
from service.shell.pages import home_of
from service.speech import Speech
from sheet_templates.school import Leader, Role, StaffMember
from sheet_templates.sentences import sentence

VISITOR = "visitor"

local_door = Blueprint("people", __name__, template_folder="templates", url_prefix="/who")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """People one can be, under one heading."""

    title: str
    people: tuple[StaffMember | Leader, ...]


@local_door.get("")
def who() -> str:
    """The choice of people; a demo on one machine has no passwords."""
    school = known_overview()
    return render_template(
        "shell/who.html", groups=choices(school, current_speech()) if school else ()
    )


@local_door.post("")
def choose() -> Response:
    """Signs in the person that was chosen; the one who has no role is called a visitor."""
    chosen = request.form.get("person", "")
    if chosen != VISITOR and not overview().person(chosen).is_known:
        abort(
            403,
            sentence("Nobody with that name works at this school. Choose somebody from the list."),
        )
    sign_in(chosen)
    return redirect(home_of(overview().person(chosen)), 303)


def choices(school: Overview, said: Speech) -> tuple[ChoiceGroup, ...]:
    """The staff in groups: owner, the teachers of each grade, aides, leaders, other teachers."""
    teachers = school.staff_with(Role.TEACHER)
    owner = school.staff_with(Role.DOCUMENT_OWNER)
    groups = [ChoiceGroup(title=said.say("Document owner"), people=owner)]
    left = list(teachers)
    for standing in school.trackers:
        here = tuple(one for one in left if one in standing.team.teachers)
        left = [one for one in left if one not in here]
        title = said.say("%(tracker)s: teachers", tracker=standing.title)
        groups.append(ChoiceGroup(title=title, people=here))
    aides = school.staff_with(Role.INTERVENTION_STAFF)
    groups.append(ChoiceGroup(title=said.say("Intervention staff"), people=aides))
    leaders = sorted(school.leaders.values(), key=lambda one: (one.family_name, one.given_name))
    groups.append(ChoiceGroup(title=said.say("Leaders"), people=tuple(leaders)))
    groups.append(ChoiceGroup(title=said.say("Teachers without a class"), people=tuple(left)))
    return tuple(group for group in groups if group.people)
