"""`tracksheet remind` where nobody has typed: letters once, held where they would go out."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from service.features.reminders.digest import letters
from service.mail.delivery import Delivery
from service.mail.smtp import SmtpMailer
from service.works import Works
from sync.domain.scope import Scope
from sync.store.engine import memory_store
from sync.store.kinds import LetterState
from sync.store.outbox import has_released, outbox, put
from sync.store.people import choose
from tests.mail.servers import SENDER, MailServer, serving
from tests.pages.small_school import READ_AT, fill, imported, reader_of
from tests.school_bundles import write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bundle = write_bundle(tmp_path / "school.zip")
    with opened(tmp_path / "data") as school:
        school.run("import_roster", path=str(bundle))
    keep_date(tmp_path / "data", END_OF_YEAR)
    return tmp_path / "data"


def states(school: Opened) -> list[LetterState]:
    with school.installation.store.reading() as tx:
        return sorted(one.state for one in outbox(tx, school.installation.scope()))


def test_without_a_mail_server_letters_are_written_once_and_kept(folder: Path) -> None:
    with opened(folder) as school:
        named = school.run("remind", dry_run=True)["letters"]
        assert states(school) == []
        first = school.run("remind")
        assert first["new"] == len(named) > 0
        assert first["outcomes"] == {"kept": first["new"]}
        assert school.run("remind")["new"] == 0
        assert set(states(school)) == {LetterState.KEPT}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


def test_the_first_letters_wait_for_the_owner_and_then_go_out_once(
    folder: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"HOST": "127.0.0.1", "PORT": server.settings.port, "SECURITY": "none", "SENDER": SENDER}
    for name, value in told.items():
        monkeypatch.setenv(f"TRACKSHEET_SMTP_{name}", str(value))
    with opened(folder) as school:
        first = school.run("remind")
        assert first["held"] == first["new"] > 0
        assert first["outcomes"] == {}
        assert server.handler.offered == 0
        school.installation.service(8000, Works(school.turns.run)).letters.let_go()
        assert school.run("deliver")["outcomes"] == {"sent": first["new"]}
        assert school.run("remind") == {"new": 0, "held": 0, "outcomes": {}}
    assert len(server.handler.letters) == first["new"]


def test_a_leader_gets_the_monday_line_through_the_server_in_their_language(
    tmp_path: Path, server: MailServer
) -> None:
    bundle = imported(tmp_path)
    with closing(memory_store()) as store:
        fill(store, bundle)
        scope = Scope(school_id=1)
        with store.writing() as tx:
            choose(tx, scope, "ad-2", language="es")
        overview = reader_of(store).overview()
        assert overview is not None
        wanted = [one for one in letters(overview, "http://here") if one.person == "ad-2"]
        with store.writing() as tx:
            assert put(tx, scope, wanted, READ_AT, held=False) == 1
            assert put(tx, scope, wanted, READ_AT, held=False) == 0
        Delivery(
            store=store,
            scope=scope,
            mailer=SmtpMailer(server.settings),
            sender=SENDER,
            now=lambda: READ_AT,
        ).run()
    (letter,) = server.handler.letters
    assert letter["To"] == "ad-2@school.example"
    assert letter["Subject"] == "La revisión de datos de esta semana"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "A la revisión del viernes 28 de mayo de 2027 le faltan" in body.get_content()


def test_letters_that_were_only_kept_do_not_count_as_read_by_the_owner(folder: Path) -> None:
    """A school that tried things out without a mail server still reads its first ones."""
    with opened(folder) as school:
        assert school.run("remind")["outcomes"].keys() == {"kept"}
        with school.installation.store.reading() as tx:
            assert not has_released(tx, school.installation.scope())


def test_before_there_is_a_school_there_is_nothing_to_hand_over(tmp_path: Path) -> None:
    with opened(tmp_path / "empty") as nobody:
        assert nobody.run("deliver") == {"outcomes": {}}
