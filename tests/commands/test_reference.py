"""The page of commands says what the commands say."""

from scripts.make_commands_reference import TARGET, reference


def test_the_page_of_commands_is_what_they_say_of_themselves() -> None:
    assert TARGET.read_text(encoding="utf-8") == reference(), (
        "run: .venv/bin/python -m scripts.make_commands_reference"
    )
