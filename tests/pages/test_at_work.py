"""The owner's pages on a real school: read, mended, repaired and read back from Google."""

import io
import re
import time
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.app import create_app
from service.template_files import TemplateFiles
from service.works import Works
from sheet_templates.school import Student
from sync.errors import RosterError
from tests.pages.conftest import PORT, LoopbackClient, form_token, sign_in
from tests.roster.delta_bundles import copy_of, tables_of, write_delta
from tests.school_bundles import write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

pytestmark = pytest.mark.slow

TRACKER = "s-1.2026.01"
TEACHER = "t-1@school.example"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Give a school of one class, whose tracker is made."""
    folder = tmp_path_factory.mktemp("at_work") / "data"
    keep_date(folder, END_OF_YEAR)
    bundle = write_bundle(folder.parent / "small.zip", classes=1, grades=("01",))
    with opened(folder) as there:
        there.run("import_roster", path=str(bundle))
        there.run("provision")
        yield there


@pytest.fixture
def owner(school: Opened) -> FlaskClient:
    """Give the document owner's browser."""
    app = create_app(school.installation.service(PORT, Works(school.turns.run)))
    client = LoopbackClient(app, use_cookies=True)
    sign_in(client, "ad-1")
    return client


def text(owner: FlaskClient, path: str = f"/trackers/{TRACKER}") -> str:
    return unescape(owner.get(path).text)


def done(owner: FlaskClient, action: str, **fields: object) -> str:
    """Press a button of the tracker's page and wait until the work is over: its page."""
    return carried_out(owner, f"/trackers/{TRACKER}/{action}", **fields)


def carried_out(owner: FlaskClient, path: str, **fields: object) -> str:
    token = form_token(owner.get(f"/trackers/{TRACKER}").text)
    began = owner.post(path, data={"csrf_token": token, **fields})
    assert began.status_code == 303, began.text
    return waited(owner, began.headers["Location"])


def waited(owner: FlaskClient, path: str) -> str:
    """The page of work when it is over."""
    for _ in range(600):
        page = text(owner, path)
        if 'data-state="running"' not in page:
            return page
        time.sleep(0.02)
    raise AssertionError("the work never ended")


def type_scores(school: Opened, place: str, values: list[list[str]]) -> None:
    school.gateway(TEACHER).type_values(school.spreadsheets()["01"], f"Students!{place}", values)


def cells(school: Opened, place: str) -> object:
    sheet = school.spreadsheets()["01"]
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{sheet}/values/Students!{place}"
    answer = school.gateway(TEACHER).http.request(
        "get", url, params={"valueRenderOption": "UNFORMATTED_VALUE"}
    )
    return answer.json().get("values")


def boxes(page: str) -> list[str]:
    return re.findall(r'name="issue" value="(\w+)"', page)


def test_sync_now_reads_the_tracker_and_tells_what_changed(
    school: Opened, owner: FlaskClient
) -> None:
    type_scores(school, "J10:J12", [["45O"], ["4l2"], ["430"]])
    page = done(owner, "sync")
    assert 'data-state="done"' in page
    assert "Read. 1 entry changed." in page
    type_scores(school, "J12", [["433"]])
    done(owner, "sync")
    run = re.search(r'href="(/runs/\d+)"', text(owner, "/runs"))
    assert run
    changed = re.search(r'href="(/runs/\d+/[^"]+)">Read; 1 entry changed', text(owner, run[1]))
    assert changed
    assert "<td>430</td>\n<td>433</td>" in text(owner, changed[1])
    type_scores(school, "J12", [["430"]])
    done(owner, "sync")


def test_two_alike_cells_are_one_decision_compared_written_and_read_back(
    school: Opened, owner: FlaskClient
) -> None:
    type_scores(school, "J10:J12", [["45O"], ["4l2"], ["430"]])
    done(owner, "sync")
    page = text(owner)
    assert "Letters look like digits (2 cells)" in page
    assert len(boxes(page)) == 2
    type_scores(school, "J11", [["499"]])  # meanwhile the teacher mends one of them
    page = done(owner, "mend", issue=boxes(page))
    assert "1 cell written, and read back since." in page
    assert "(J10): 45O becomes 450" in page
    assert "A cell has changed since it was shown, and was left as it is." in page
    assert cells(school, "J10:J12") == [[450], [499], [430]]
    page = text(owner)
    assert boxes(page) == []
    assert "For ad-1@school.example: J10: 45O became 450" in page
    history = text(owner, f"/trackers/{TRACKER}/students/st-1-1")
    assert "450" in history
    assert "it still does" in history


def test_a_yes_to_what_is_no_longer_offered_changes_nothing(owner: FlaskClient) -> None:
    token = form_token(owner.get(f"/trackers/{TRACKER}").text)
    answer = owner.post(
        f"/trackers/{TRACKER}/mend", data={"csrf_token": token, "issue": "0123456789abcdef"}
    )
    assert answer.status_code == 409


def test_scores_sorted_apart_from_their_names_wait_for_the_owners_word(
    school: Opened, owner: FlaskClient
) -> None:
    type_scores(school, "J10:J13", [["410"], ["420"], ["430"], ["440"]])
    done(owner, "sync")
    type_scores(school, "J10:J13", [["440"], ["410"], ["420"], ["430"]])
    done(owner, "sync")
    page = text(owner)
    assert "1 change waits for your word." in page
    hold = re.search(r"/holds/(\w+)/accept", page)
    assert hold
    assert "4 entries changed" in done(owner, f"holds/{hold[1]}/accept")
    assert "waits for your word" not in text(owner)


def test_a_change_that_is_not_right_is_shown_cell_by_cell_and_put_back_on_a_second_press(
    school: Opened, owner: FlaskClient
) -> None:
    right = [["415"], ["425"], ["435"], ["445"]]
    type_scores(school, "J10:J13", right)
    done(owner, "sync")
    type_scores(school, "J10:J13", [*right[1:], right[0]])
    done(owner, "sync")
    hold = re.search(r"/holds/(\w+)/before", text(owner))
    assert hold
    shown = done(owner, f"holds/{hold[1]}/before")
    assert "4 cells would be written. Nothing is written yet." in shown
    assert "(J10): 425 becomes 415" in shown
    assert cells(school, "J10:J13") == [[425], [435], [445], [415]]
    stale = done(owner, f"holds/{hold[1]}/put-back", agreed="of something else")
    assert "has changed since this was shown, so nothing was written" in stale
    assert "4 cells put back, and read back since." in pressed(owner, shown)
    assert cells(school, "J10:J13") == [[415], [425], [435], [445]]
    page = text(owner)
    assert "waits for your word" not in page
    assert "For ad-1@school.example: J10: 425 became 415" in page
    token = form_token(page)
    late = owner.post(f"/trackers/{TRACKER}/holds/{hold[1]}/put-back", data={"csrf_token": token})
    assert late.status_code == 409


def test_rights_are_those_that_google_answers(school: Opened, owner: FlaskClient) -> None:
    assert "Nobody has checked yet" in text(owner)
    gateway, sheet = school.gateway(), school.spreadsheets()["01"]
    gateway.share(
        sheet, {"type": "user", "role": "writer", "emailAddress": "outsider@school.example"}
    )
    done(owner, "look")
    page = text(owner)
    assert "As Google answered at" in page
    assert re.search(r"outsider@school.example</th>\s*<td>none</td>\s*<td>edit</td>", page)
    assert re.search(r"t-1@school.example</th>\s*<td>teacher</td>\s*<td>edit</td>", page)
    key = re.search(r'name="agreed" value="([^"]+)"', page)
    assert key
    done(owner, "repair")  # without a tick nobody is shut out
    assert "outsider@school.example</th>" in text(owner)
    assert "1 repair made." in done(owner, "repair", agreed=key[1])
    assert "outsider@school.example</th>" not in text(owner)


def test_the_runs_page_tells_each_run_and_what_it_did(school: Opened, owner: FlaskClient) -> None:
    done(owner, "sync")
    page = text(owner, "/runs")
    assert "Asked for by hand: 1 tracker read, 0 entries changed." in page
    run = re.search(r'href="(/runs/\d+)"', page)
    assert run
    assert "Grade 1</a></th>" in text(owner, run[1])
    assert school.spreadsheets()["01"] not in text(owner, run[1])


def test_work_that_fails_says_why_and_the_page_before_stands(
    school: Opened, owner: FlaskClient
) -> None:
    sheet = school.spreadsheets()["01"]
    school.gateway().http.request(
        "patch",
        f"https://www.googleapis.com/drive/v3/files/{sheet}",
        params={"supportsAllDrives": "true"},
        json={"trashed": True},
    )
    page = done(owner, "sync")
    assert 'data-state="failed"' in page
    assert "What stood in the way" in page
    assert "Last read at" in text(owner)
    assert "Grade 1: its spreadsheet lies in the trash" in text(owner, "/runs")


@pytest.fixture(autouse=True)
def put_back(school: Opened) -> Iterator[None]:
    """Leave the file where it was."""
    yield
    sheet = school.spreadsheets()["01"]
    school.gateway().http.request(
        "patch",
        f"https://www.googleapis.com/drive/v3/files/{sheet}",
        params={"supportsAllDrives": "true"},
        json={"trashed": False},
    )


# ---- a new roster, and setting up --------------------------------------------------------------


def send(owner: FlaskClient, name: str, content: bytes) -> str:
    """Send a roster and wait for what it would change: the page that tells it."""
    token = form_token(owner.get("/roster").text)
    fields = {"csrf_token": token, "roster": (io.BytesIO(content), name)}
    began = owner.post("/roster/preview", data=fields, content_type="multipart/form-data")
    assert began.status_code == 303, began.text
    return waited(owner, began.headers["Location"])


def pressed(owner: FlaskClient, page: str, **fields: str) -> str:
    """Send the last form of a page as it stands there."""
    form = re.findall(r'<form class="action".*?</form>', page, re.DOTALL)[-1]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    address = re.search(r'action="([^"]+)"', form)
    assert address
    began = owner.post(address[1], data=hidden | fields)
    assert began.status_code == 303, began.text
    return waited(owner, began.headers["Location"])


def test_a_roster_is_previewed_before_anything_counts_and_then_imported(
    school: Opened, owner: FlaskClient, tmp_path: Path
) -> None:
    new = {"userSourcedId": "st-1-9", "classSourcedId": "cl-1", "schoolSourcedId": "s-1"}
    pupil = {
        "enabledUser": "true",
        "orgSourcedIds": "s-1",
        "role": "student",
        "givenName": "Zoe",
        "familyName": "Zimmer",
        "grades": "01",
        "email": "",
    }
    bundle = write_bundle(
        tmp_path / "new.zip",
        classes=1,
        grades=("01",),
        changes={
            ("users", "st-1-9"): pupil,
            ("enrollments", "e-st-1-9"): {**new, "role": "student", "primary": "false"},
        },
    )
    page = send(owner, "new.zip", bundle.read_bytes())
    assert "Zimmer, Zoe (grade 01)" in page
    assert "st-1-9" not in {one.sourced_id for one in people(school)}
    assert "5 children" in pressed(owner, page)
    assert "st-1-9" in {one.sourced_id for one in people(school)}


def test_a_delta_is_sent_like_a_bundle_and_refused_after_a_list(
    school: Opened, owner: FlaskClient, tmp_path: Path
) -> None:
    bundle = write_bundle(tmp_path / "whole.zip", classes=1, grades=("01",))
    school.run("import_roster", path=str(bundle))
    before = tables_of(bundle)
    after = copy_of(before)
    del after["users"]["st-1-4"]
    at = school.installation.clock.now().isoformat()
    delta = write_delta(tmp_path / "delta.zip", before, after, at).read_bytes()
    page = send(owner, "delta.zip", delta)
    assert "Children who are not in it any more (1)" in page
    assert "users.csv: delta over 8 kept rows: 0 new or changed, 1 to be deleted" in page
    assert "3 children" in pressed(owner, page)
    assert "st-1-4" not in {one.sourced_id for one in people(school)}
    listed = tmp_path / "children.csv"
    header = "Student ID,Family name,Given name,Grade,Class,Teacher e-mail"
    children = (
        f"{one.sourced_id},{one.family_name},{one.given_name},01,Grade 01 class 1,{TEACHER}"
        for one in people(school)
    )
    listed.write_text("\n".join((header, *children)), encoding="utf-8")
    school.run("import_roster", path=str(listed))
    page = send(owner, "delta.zip", delta)
    assert 'data-state="failed"' in page
    assert "Import a bulk bundle of the whole school first" in page


def test_a_roster_that_cannot_be_read_says_why(owner: FlaskClient) -> None:
    page = send(owner, "children.csv", b"Name\nMara Quill\n")
    assert 'data-state="failed"' in page
    assert "there is no column student id" in page
    assert "children.csv" in page
    assert re.search("[0-9a-f]{64}", page) is None, "it is named as people know it"
    token = form_token(owner.get("/roster").text)
    fields = {"csrf_token": token, "roster": (io.BytesIO(b"x"), "children.doc")}
    answer = owner.post("/roster/preview", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "Choose a OneRoster bundle" in unescape(answer.text)


def test_a_roster_that_ends_too_much_is_imported_only_on_a_yes(
    tmp_path: Path, owner: FlaskClient, school: Opened
) -> None:
    big = write_bundle(tmp_path / "big.zip", classes=1, students_per_class=12, grades=("01",))
    small = write_bundle(tmp_path / "small.zip", classes=1, students_per_class=4, grades=("01",))
    school.run("import_roster", path=str(big))
    with pytest.raises(RosterError, match=r"It would end 8 of 12 enrollments \(67 %\)"):
        school.run("import_roster", path=str(small))
    assert len(people(school)) == 12
    page = send(owner, "small.zip", small.read_bytes())
    assert "It would end 8 of 12 enrollments (67 %)." in page
    assert "Yes, these children have left their classes" in page
    assert "4 children" in pressed(owner, page, sure="yes")


def test_the_plan_is_said_in_words_and_then_applied(school: Opened, owner: FlaskClient) -> None:
    done(owner, "sync")
    page = text(owner, "/setup")
    assert "Fall opens" in page
    token = form_token(owner.get("/setup").text)
    began = owner.post("/setup/plan", data={"csrf_token": token})
    page = waited(owner, began.headers["Location"])
    assert 'data-state="done"' in page
    if "Apply this plan" in page:
        assert "read back from Google" in pressed(owner, page)
    began = owner.post("/setup/plan", data={"csrf_token": token})
    assert "Nothing to do: every tracker is as it should be." in waited(
        owner, began.headers["Location"]
    )
    assert school.spreadsheets()["01"]


def people(school: Opened) -> Sequence[Student]:
    return school.installation.briefing().roster.students


# ---- what the owner decides: a template, a document owner, a day, an excuse ---------------------


def asked(owner: FlaskClient, path: str, **fields: object) -> str:
    """Send a form of the pages of setting up and wait: the page of what would be done."""
    token = form_token(owner.get("/setup").text)
    began = owner.post(path, data={"csrf_token": token, **fields})
    assert began.status_code == 303, began.text
    return waited(owner, began.headers["Location"])


def test_another_template_is_looked_at_followed_and_undone(
    school: Opened, owner: FlaskClient
) -> None:
    before = school.installation.briefing().template
    page = text(owner, "/setup/template")
    assert f"They follow {before.title}" in page
    assert "Undo the last step" not in page, "there is none"
    file = TemplateFiles(school.installation.folder).new("ours", "student_tracker_k3")
    file.write_text(
        file.read_text(encoding="utf-8").replace('key = "ours"', f'key = "{before.key}"')
        .replace('title = "Reading"', 'title = "Reading skills"'), encoding="utf-8",
    )  # fmt: skip
    page = asked(owner, "/setup/template/compare", template="ours")
    assert "ours can be used. Nothing was changed yet." in page
    assert school.installation.briefing().template == before
    assert "is followed" in pressed(owner, page, sure="yes")
    assert school.installation.briefing().template != before
    page = asked(owner, "/setup/template/preview", version="1", tracker=TRACKER)
    assert "Do this in Grade 1" in page
    assert "Undo the last step" in text(owner, "/setup/template")
    page = asked(owner, "/setup/template/undo", sure="yes")
    assert f"Grade 1: version 1 of {before.key} is followed again" in page
    assert school.installation.briefing().template == before
    assert "Undo the last step" not in text(owner, "/setup/template"), "it is undone"


def test_the_trackers_are_handed_over_and_back(school: Opened, owner: FlaskClient) -> None:
    token = form_token(owner.get("/setup").text)
    fields = {"csrf_token": token, "person": "t-1", "tracker": "every"}
    said = unescape(owner.post("/setup/owner/ask", data=fields).text)
    assert "would be the document owner of every tracker" in said
    refused = owner.post("/setup/owner", data=fields)
    assert refused.status_code == 400
    assert "is the document owner of 1 tracker now" in pressed(owner, said, sure="yes")
    known = school.installation.briefing().known[TRACKER].owner
    assert known is not None
    assert known.sourced_id == "t-1"
    asked(owner, "/setup/owner", person="ad-1", tracker=TRACKER, sure="yes")
    known = school.installation.briefing().known[TRACKER].owner
    assert known is not None
    assert known.sourced_id == "ad-1"


def test_a_snow_day_is_chosen_in_the_year_seen_and_then_counts(owner: FlaskClient) -> None:
    year = text(owner, "/setup/year")
    assert 'href="/setup/year/2027-05-25"' in year
    assert "day was lost" not in year
    assert "weather day" in text(owner, "/setup/year/2027-05-25")
    page = asked(owner, "/setup/year/2027-05-25/preview", type="weather day", title="Snow")
    assert "Nothing was changed yet." in page
    assert "day was lost" not in text(owner, "/setup/year")
    assert "The calendar is changed." in pressed(owner, page)
    assert "1 day was lost" in text(owner, "/setup/year")
    token = form_token(owner.get("/setup").text)
    never = {"csrf_token": token, "type": "weather day", "title": ""}
    assert owner.post("/setup/year/2027-05-23/preview", data=never).status_code == 400
    assert owner.get("/setup/year/2031-01-01").status_code == 404
    assert "The calendar is changed." in pressed(
        owner, asked(owner, "/setup/year/2027-05-25/preview", type="instructional day", title="")
    )


def test_an_excuse_is_given_after_it_was_said_what_it_means_and_taken_back(
    school: Opened,
) -> None:
    app = create_app(school.installation.service(PORT, Works(school.turns.run)))
    teacher = LoopbackClient(app, use_cookies=True)
    sign_in(teacher, "t-1")
    token = form_token(teacher.get("/excuses").text)
    child = {"csrf_token": token, "student": "st-1-2", "window": "spring", "metric": "all"}
    said = unescape(teacher.post("/excuses/ask", data=child | {"code": "ABS"}).text)
    assert "It is about 2 scores." in said
    assert "0 excuses stand" in text(teacher, "/excuses")
    refused = teacher.post("/excuses/ask", data=child | {"code": "XXX"})
    assert refused.status_code == 400
    assert "codes are ABS, EX, NA, MOVED and REF. Nothing was stored." in refused.text
    assert "Excused." in pressed(teacher, said)
    page = text(teacher, "/excuses")
    assert "1 excuse stands" in page
    one = re.search(r'href="(/excuses/\w+)"', page)
    assert one
    assert "Taken back." in pressed(teacher, text(teacher, one[1]))
    assert "0 excuses stand" in text(teacher, "/excuses")
    assert owner_of_nothing(app).get(one[1]).status_code == 404


def owner_of_nothing(app: Flask) -> FlaskClient:
    """The browser of an aide, who owes no score."""
    client = LoopbackClient(app, use_cookies=True)
    sign_in(client, "ai-1")
    return client
