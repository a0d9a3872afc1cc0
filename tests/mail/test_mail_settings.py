from pathlib import Path

import pytest

from service.mail_settings import MailSettings, Security, read_mail_settings

SENDER = "tracksheet@school.example"


def read(**source: str) -> tuple[MailSettings | None, list[str]]:
    problems: list[str] = []
    told = {f"TRACKSHEET_SMTP_{name}": value for name, value in source.items()}
    return read_mail_settings(told, problems), problems


def test_without_a_host_there_is_no_mail_server() -> None:
    assert read() == (None, [])


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), (None, 587)])
def test_a_host_and_a_sender_are_enough(security: str | None, port: int) -> None:
    told = {"HOST": "mail.school.example", "SENDER": SENDER}
    settings, problems = read(**told, **({"SECURITY": security} if security else {}))
    assert problems == []
    assert settings is not None
    assert settings.port == port
    assert settings.security.value == (security or "starttls")


def test_a_server_on_this_machine_may_be_open_and_a_password_stays_unsaid(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("open sesame\n")
    settings, problems = read(
        HOST="localhost",
        PORT="2525",
        SECURITY="none",
        SENDER=f"Tracksheet <{SENDER}>",
        USER="tracksheet",
        PASSWORD_FILE=str(secret),
    )
    assert problems == []
    assert settings is not None
    assert (settings.port, settings.security) == (2525, Security.NONE)
    assert settings.password == "open sesame"
    assert "sesame" not in repr(settings)


def test_every_problem_is_named_at_once() -> None:
    settings, problems = read(
        HOST="mail.school.example",
        PORT="0",
        SECURITY="none",
        SENDER="Tracksheet",
        PASSWORD_FILE="nowhere",
    )
    assert settings is None
    assert [problem.split(":")[0].split(" and ")[0] for problem in problems] == [
        "TRACKSHEET_SMTP_SECURITY",
        "TRACKSHEET_SMTP_PORT",
        "TRACKSHEET_SMTP_SENDER",
        "TRACKSHEET_SMTP_USER",
    ]


def test_a_password_that_cannot_be_read_is_named() -> None:
    _, problems = read(HOST="h", SENDER=SENDER, USER="u", PASSWORD_FILE="nowhere")
    assert problems[0].startswith("TRACKSHEET_SMTP_PASSWORD_FILE: nowhere cannot be read (")


def test_settings_without_a_host_are_told() -> None:
    _, problems = read(SENDER=SENDER)
    assert problems == ["TRACKSHEET_SMTP_SENDER: is of no use without TRACKSHEET_SMTP_HOST"]
