"""One milestone as its page shows it: what is to be done, and all that was said of it. Pure."""

from dataclasses import dataclass

from service.milestone_lines import MilestoneLine, milestone_line
from service.overview import Overview
from service.speech import Speech
from sheet_templates.sentences import Sentence, sentence
from sync.domain.milestones_owed import MilestoneWord, OwedMilestone, Said


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLine:
    """One word that was said: what, by whom, when, and the note on it."""

    said: str
    by: str
    at: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestonePage:
    """The whole page; `stands` is the word that counts, None where there is none."""

    line: MilestoneLine
    stands: WordLine | None
    words: tuple[WordLine, ...]


SAID: dict[Said, Sentence] = {
    Said.DONE: sentence("Done"),
    Said.NOT_THIS_TIME: sentence("Not this time"),
    Said.TAKEN_BACK: sentence("Taken back"),
}


def page_of(overview: Overview, owed: OwedMilestone, said: Speech) -> MilestonePage:
    """The page as of the overview's day; the latest word stands first."""
    word = owed.word
    return MilestonePage(
        line=milestone_line(overview, owed, said),
        stands=_word(overview, word, said) if word else None,
        words=tuple(_word(overview, one, said) for one in reversed(owed.words)),
    )


def _word(overview: Overview, word: MilestoneWord, said: Speech) -> WordLine:
    by = overview.staff.get(word.by)
    return WordLine(
        said=said.tell(SAID[word.said]),
        by=by.name if by else word.by,
        at=said.moment(word.at, overview.kept.clock),
        note=word.note,
    )
