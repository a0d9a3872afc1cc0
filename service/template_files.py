"""Templates as files: those shipped with the program, and the school's own in its data folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.folder import DataFolder
from sheet_templates.errors import TemplateError
from sheet_templates.library import (
    SCHEMA_LINE,
    copied_text,
    read_template,
    shipped_names,
    shipped_template,
)
from sheet_templates.lint import remarks
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import schema_text
from sheet_templates.sentences import sentence

SCHEMA_FILE = "template.schema.json"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTemplate:
    """A template that can be named; `problems` where it cannot be drawn, and then no template."""

    name: str
    is_shipped: bool
    template: TrackerTemplate | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """The templates of one installation, by name; the school's own lie in its data folder."""

    folder: DataFolder

    def place(self, name: str) -> Path:
        """Where the school's own template of that name lies, or would."""
        return self.folder.templates / f"{name}.toml"

    def all(self) -> Iterator[FoundTemplate]:
        """The shipped ones, then the school's own, each with its problems if it has any."""
        for name in shipped_names():
            yield FoundTemplate(name=name, is_shipped=True, template=shipped_template(name))
        for file in sorted(self.folder.templates.glob("*.toml")):
            yield _found(file)

    def read(self, name: str) -> TrackerTemplate:
        """The template of that name, or in the file of that path; TemplateError with all problems.

        A name of the school's own goes before a path.
        """
        if name in shipped_names():
            return shipped_template(name)
        if self.place(name).exists():
            return _read(self.place(name))
        if Path(name).exists():
            return _read(Path(name))
        raise TemplateError(
            sentence('There is no template "%(name)s", nor a file of that name.', name=name),
            self._there(),
        )

    def of_key(self, key: str) -> TrackerTemplate:
        """The school's own template with this key, else the shipped one; TemplateError for none."""
        for found in sorted(self.all(), key=lambda one: one.is_shipped):
            if found.template is not None and found.template.key == key:
                return found.template
        raise TemplateError(
            sentence(
                'No template file has the key "%(key)s". Name the file that is the next version.',
                key=key,
            ),
            self._there(),
        )

    def new(self, name: str, shipped: str) -> Path:
        """Copy a shipped template into a file of the school's own; what is there is kept."""
        if not _NAME.fullmatch(name) or name in shipped_names():
            raise TemplateError(
                sentence('A template cannot be called "%(name)s".', name=name),
                [
                    sentence(
                        "Use small letters, digits, - and _, beginning with a letter, at most 41."
                    ),
                    sentence(
                        "These names are taken: %(shipped_names)s.",
                        shipped_names=", ".join(shipped_names()),
                    ),
                ],
            )
        file = self.place(name)
        if file.exists():
            raise TemplateError(
                sentence("%(file)s is there already, and is not overwritten.", file=str(file))
            )
        text = f"{SCHEMA_LINE}./{SCHEMA_FILE}\n{copied_text(shipped, name)}"
        read_template(text, file.name)
        self.folder.make(self.folder.templates)
        self.folder.write_text(file.with_name(SCHEMA_FILE), schema_text())
        self.folder.write_text(file, text)
        return file

    def _there(self) -> list[str]:
        own = [file.stem for file in sorted(self.folder.templates.glob("*.toml"))]
        return [
            sentence("Shipped are %(shipped_names)s.", shipped_names=", ".join(shipped_names())),
            sentence(
                "Of your own there are %(own)s in %(templates)s.",
                own=", ".join(own) or sentence("none"),
                templates=str(self.folder.templates),
            ),
        ]


def said_of(template: TrackerTemplate) -> list[str]:
    """What had better be otherwise in a template without problems."""
    return list(remarks(template))


def _found(file: Path) -> FoundTemplate:
    try:
        return FoundTemplate(name=file.stem, is_shipped=False, template=_read(file))
    except TemplateError as error:
        problems = (error.reason, *error.problems)
        return FoundTemplate(name=file.stem, is_shipped=False, template=None, problems=problems)


def _read(file: Path) -> TrackerTemplate:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(
            sentence(
                "%(file)s cannot be read as text: %(error)s.", file=str(file), error=str(error)
            )
        ) from error
    return read_template(text, file.name)
