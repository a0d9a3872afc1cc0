"""The statements on how a school collects data, by version.

A key means its wording for ever: old answers are told by it. Whoever words a statement otherwise
gives it another key, and puts that into a new version; answers to both are then not compared.
"""

from dataclasses import dataclass

from sheet_templates.sentences import Sentence, sentence

LATEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What some statements have in common, in words, and their keys."""

    title: Sentence
    statements: tuple[str, ...]


WORDING = {
    "agreed": sentence("We have agreed which data we collect, and what each of it is for."),
    "explained": sentence(
        "What a column means and what may be typed there stands where people type it."
    ),
    "once": sentence("Nobody types the same figure in two places."),
    "dates": sentence(
        "Everybody knows by when each score is due, and the dates leave time for it."
    ),
    "readers": sentence(
        "Only those who need it can open what we keep of children, and we look whether it is so."
    ),
    "one_place": sentence("The data has one place; copies of our own do not live on beside it."),
    "mistakes": sentence("Mistakes are found and put right, and what stood there before is known."),
    "kept_for": sentence("We know how long we keep which data, and delete it then."),
    "in_time": sentence("Whoever works with the data has it in time, and knows of what day it is."),
    "decisions": sentence("We talk about the data as a team, and write down what we decide."),
    "families": sentence(
        "Families hear in plain words how their child is doing, not only when something is wrong."
    ),
    "told_back": sentence("Those who collect data hear what came of it."),
    "shown_how": sentence(
        "Everybody who collects data was shown how, also those who came during the year."
    ),
    "time": sentence("There is time set aside for collecting and entering."),
    "heard": sentence("Whoever says that a column or a test does not work is heard, and answered."),
}
"""Every statement that there ever was, by key."""

VERSIONS = {
    1: (
        Part(
            title=sentence("Tools: what we collect with"),
            statements=("agreed", "explained", "once", "dates"),
        ),
        Part(
            title=sentence("Storage: where it is kept"),
            statements=("readers", "one_place", "mistakes", "kept_for"),
        ),
        Part(
            title=sentence("Dissemination: who gets it, and what for"),
            statements=("in_time", "decisions", "families", "told_back"),
        ),
        Part(
            title=sentence("Support of those who collect"),
            statements=("shown_how", "time", "heard"),
        ),
    ),
}
