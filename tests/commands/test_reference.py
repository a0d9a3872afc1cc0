"""Pages that are made from the program say what it says."""

from scripts.make_commands_reference import TARGET, reference
from scripts.make_template_reference import PAGE, example, page
from sheet_templates.library import read_template


def test_the_page_of_commands_is_what_they_say_of_themselves() -> None:
    assert TARGET.read_text(encoding="utf-8") == reference(), (
        "run: .venv/bin/python -m scripts.make_commands_reference"
    )


def test_the_page_of_the_template_format_is_the_model_and_its_example_can_be_drawn() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run: .venv/bin/python -m scripts.make_template_reference"
    )
    assert read_template(example(), "example.toml").key == "spelling"
