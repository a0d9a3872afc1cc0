"""What the documents name is there: files, headings, settings, commands with their options."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from service.commands import main
from tests.architecture.sources import committed_files, modules_under, text_of

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
SETTING = re.compile(r"TRACKSHEET_[A-Z_]*[A-Z](?![A-Z_*])")  # not the first part of some
SETTINGS = Path("docs/reference/settings.md")
OF_TESTS = {"TRACKSHEET_EXTRA_DATA"}
BLOCK = re.compile(r"```(?:sh|text)?\n(.*?)```", re.DOTALL)


def documents() -> list[Path]:
    return [path for path in committed_files() if path.suffix == ".md"]


def guides() -> list[Path]:
    """All documents but decisions, which may speak of what was and is no more."""
    return [path for path in documents() if path.parts[:2] != ("docs", "decisions")]


def headings(path: Path) -> set[str]:
    """The anchors of a page, as they are made of its headings."""
    titles = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(path: Path) -> Iterator[str]:
    for target, anchor in LINK.findall(text_of(path)):
        there = Path(path.parent / target) if target else path
        if not there.exists():
            yield f"{path}: {target}"
        elif anchor and anchor not in headings(there):
            yield f"{path}: {target}#{anchor}"


def test_every_link_in_the_docs_leads_to_a_file_and_a_heading() -> None:
    assert [one for path in documents() for one in broken(path)] == []


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = sorted(int(one.name[:4]) for one in documents() if one.parent.name == "decisions")
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_picture_of_the_docs_is_shown_somewhere() -> None:
    shown = {
        (path.parent / target).resolve()
        for path in documents()
        for target, _ in LINK.findall(text_of(path))
    }
    pictures = [one for one in committed_files() if one.parts[:2] == ("docs", "images")]
    assert pictures
    assert [one for one in pictures if one.resolve() not in shown] == []


def test_the_page_of_settings_has_every_setting_and_no_other_page_names_one_that_is_none() -> None:
    read = {
        name
        for module in modules_under("service", "sync", "scripts")
        for name in SETTING.findall(text_of(module))
    } - OF_TESTS
    described = set(re.findall(r"^\|(.+?)\|", text_of(SETTINGS), re.MULTILINE))
    assert set(SETTING.findall(" ".join(described))) == read
    named = {(str(path), name) for path in guides() for name in SETTING.findall(text_of(path))}
    assert {one for one in named if one[1] not in read | OF_TESTS} == set()


def typed_commands(path: Path) -> Iterator[str]:
    """What a page has people type after `tracksheet`, without comments."""
    text = text_of(path)
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))
    for line in lines:
        said = re.match(r"(?:\S*/)?tracksheet(?:-maple)? (.+)", line.strip())
        if said:
            yield said[1]


def mistake(words: list[str]) -> str | None:
    """What the program would not know of these words; None where it knows all of them."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if words[0] == "...":
            return None
        found = command.commands.get(words[0])
        if found is None:
            return words[0]
        command, words = found, words[1:]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    options = {word for word in words if word.startswith("--")} - {"--help", "--version"}
    return ", ".join(sorted(options - known)) or None


def test_every_command_in_the_docs_is_one_with_these_options() -> None:
    typed = [(path, said) for path in guides() for said in typed_commands(path)]
    assert len(typed) > 100
    wrong = [
        f"{path}: tracksheet {said}: {unknown}"
        for path, said in typed
        if (unknown := mistake(shlex.split(said, comments=True)))
    ]
    assert wrong == []


def test_every_class_in_the_glossary_is_in_the_code() -> None:
    rows = [line.split("|") for line in text_of(Path("docs/glossary.md")).splitlines()]
    named = {name for row in rows if len(row) == 5 for name in re.findall("`([A-Z]\\w+)`", row[2])}
    defined = {
        name
        for path in modules_under("service", "sync", "sheet_templates")
        for name in re.findall(r"^class (\w+)", text_of(path), re.MULTILINE)
    }
    assert named
    assert named - defined == set()
