"""What waits for a word waits on for as long as the spreadsheet says it.

What was taken over beside it is known since, and would be compared with: the very same cells could
then be told as something else, or as nothing that needs a word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sheet_templates.sentences import Sentence, made_of
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import Hold
from sync.domain.judging.differences import Differences, content_of
from sync.domain.judging.strayed import ROW_STRAYED


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The rows and columns of a tab that wait, and what its read says at their places now.

    Rows that wait because others are in doubt are among them only while others are.
    """

    holds: tuple[Hold, ...]
    rows: Mapping[str, int]
    differences: Differences

    @classmethod
    def of(
        cls, tab: str, rows: Mapping[str, int], differences: Differences, *, is_in_doubt: bool
    ) -> "Waiting":
        """What waits in a tab."""
        holds = tuple(
            one
            for one in differences.known.waiting
            if one.tab == tab and (is_in_doubt or one.rule != ROW_STRAYED)
        )
        return cls(holds=holds, rows=rows, differences=differences)

    def all_there_is(self) -> tuple[Hold, ...]:
        """What waits, where that is all that a tab changes and nothing else is to be judged."""
        held = {key for hold in self.holds for key in hold.changes}
        if not held or held != {one.key for one in self.differences.all()}:
            return ()
        standing = tuple(self.standing())
        return standing if len(standing) == len(self.holds) else ()

    def standing(self) -> Iterator[Hold]:
        """What waits and stands there still, as far as the read still speaks of it."""
        for hold in self.holds:
            if all(self._stands(key, value) for key, value in hold.changes.items()):
                now = {key: self.differences.found.at(key) for key in hold.changes}
                yield replace(hold, changes=now, message=self._in_its_row(hold))

    def _stands(self, key: EntryKey, value: EntryValue | None) -> bool:
        found, known = self.differences.found, self.differences.known
        now = found.at(key)
        is_change = content_of(now) != content_of(known.expected(key))
        return found.was_read(key) and is_change and _typed(now) == _typed(value)

    def _in_its_row(self, hold: Hold) -> str:
        """What is said of a row, with the number that the row has now."""
        said, (_, _, key) = hold.message, hold.scope.partition(":")
        if not isinstance(said, Sentence) or "row" not in said.values or key not in self.rows:
            return said
        return made_of(said.one, said.many, {**said.values, "row": self.rows[key] + 1})


def _typed(value: EntryValue | None) -> tuple[object, ...] | None:
    """What a value says and how it was typed, wherever it stands."""
    return None if value is None else (value.content, value.normalised_from)
