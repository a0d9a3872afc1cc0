"""How what is kept tells of a child that is to be erased. Pure.

A row is a child's by its key, or because its cells say so: the id, the label that people pick from
the list of students, or both names. What somebody wrote freely may mention a child, too; nothing
decides that but a person, who gets a list of it.
"""

import html
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sheet_templates.school import Student
from sync.domain.record_rows import SEPARATOR

_DIGITS_OF_AN_ID = 5  # a number with fewer may be a year, a score or a grade


@dataclass(frozen=True)
class Erased:
    """The children that are to go; `others` are all whom the store knows besides."""

    children: tuple[Student, ...]
    others: tuple[Student, ...]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Their sourcedIds."""
        return frozenset(one.sourced_id for one in self.children)

    def may_tell(self, content: str) -> bool:
        """Whether it is worth looking closer; never false where one of them is told of."""
        folded = _folded(content)
        return any(needle in folded for needle in self._needles)

    def are_told_of_in(self, content: str) -> bool:
        """Whether a JSON text, whatever it is, has one of them in it: by id, label or names."""
        folded = _folded(content)
        return self.are_mentioned_in(content) or any(
            all(f'{_in_json(part)}"' in folded for part in parts)
            for one in self.children
            for parts in (('"' + _folded(one.sourced_id),), _names_of(one))
        )

    def are_named_by(self, texts: Iterable[str]) -> bool:
        """Whether these cells of one row say that it is about one of them."""
        said = frozenset(map(_folded, texts))
        return any(self._names(one, said) for one in self.children)

    def leave_another_in(self, texts: Iterable[str]) -> bool:
        """Whether these cells of one row name a child, too, that stays."""
        said = frozenset(map(_folded, texts))
        return any(
            text in self._other_ids or text.rpartition(SEPARATOR)[2] in self._other_ids
            for text in said
        )

    def is_one_of_them(self, text: str) -> bool:
        """Whether a cell in a row that names one of them is such a name, and nothing else."""
        return _folded(text) in self._whole or any(
            _folded(text).endswith(_label_end(one)) for one in self.children
        )

    def are_meant_by(self, text: str) -> bool:
        """Whether a sentence that the program made is about one of them."""
        return bool(self._meaning.search(_folded(text)))

    def are_mentioned_in(self, text: str) -> bool:
        """Whether a text that somebody wrote may mean one of them."""
        return bool(self._mentioning.search(_folded(text)))

    def _names(self, child: Student, said: Collection[str]) -> bool:
        own, given, family = _folded(child.sourced_id), *_names_of(child)
        if any(text.endswith(_label_end(child)) for text in said):
            return True
        if own in said and (_is_telling(own) or family in said):
            return True
        return child not in self._namesakes and (
            {given, family} <= set(said) or not _whole_names(child).isdisjoint(said)
        )

    @cached_property
    def _namesakes(self) -> frozenset[Student]:
        """Those who share both names with a child that stays: the names alone are not theirs."""
        names = {_names_of(one) for one in self.others}
        return frozenset(one for one in self.children if _names_of(one) in names)

    @cached_property
    def _other_ids(self) -> frozenset[str]:
        return frozenset(_folded(one.sourced_id) for one in self.others)

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        found = {_folded(one.sourced_id) for one in self.children}
        found |= {part for one in self.children for part in _names_of(one)}
        return tuple(one for one in found | {_in_json(one) for one in found} if one)

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset[str]().union(
            *(
                {_folded(one.sourced_id), *_names_of(one), *_whole_names(one)}
                for one in self.children
            )
        )

    @cached_property
    def _meaning(self) -> re.Pattern[str]:
        alone = (one for one in self.children if one not in self._namesakes)
        return _pattern(self.children, alone)

    @cached_property
    def _mentioning(self) -> re.Pattern[str]:
        return _pattern(self.children, self.children)


def texts_in(cells: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the cells of a row that was kept, by column: as typed, else as shown."""
    found = {}
    for column, cell in cells.items():
        entered = cell.get("entered", {})
        text = entered.get("stringValue", cell.get("shown"))
        if text is not None and "formulaValue" not in entered:
            found[column] = str(text)
    return found


def words_in(cell: Mapping[str, Any]) -> str:
    """All that a kept cell says, its note among it."""
    said = (*cell.get("entered", {}).values(), cell.get("shown", ""), cell.get("note", ""))
    return " \n".join(map(str, said))


def _pattern(by_id: Iterable[Student], by_name: Iterable[Student]) -> re.Pattern[str]:
    """Ids that nothing else can be, labels, and first and last name in either order."""
    told = [_folded(one.sourced_id) for one in by_id]
    names = [name for one in by_name for name in _whole_names(one)]
    words = [own for own in told if _is_telling(own)]
    words += [said for name in names for said in sorted({name, html.escape(name)})]
    ends = [before + own for own in told for before in (SEPARATOR, "/students/")]
    return re.compile(rf"(?:(?<![\w-])(?:{_any_of(words)})|{_any_of(ends)})(?![\w-])")


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts)) or "(?!)"


def _is_telling(own: str) -> bool:
    """Whether an id is like no number or word that stands in a spreadsheet for itself."""
    return len(own) >= _DIGITS_OF_AN_ID or not own.isalnum() or not (own.isdigit() or own.isalpha())


def _names_of(child: Student) -> tuple[str, str]:
    return _folded(child.given_name), _folded(child.family_name)


def _whole_names(child: Student) -> frozenset[str]:
    given, family = _names_of(child)
    if not (given and family):
        return frozenset()
    return frozenset({f"{given} {family}", f"{family}, {given}", f"{family} {given}"})


def _label_end(child: Student) -> str:
    return SEPARATOR + _folded(child.sourced_id)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _in_json(text: str) -> str:
    """As it stands inside a JSON text."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
