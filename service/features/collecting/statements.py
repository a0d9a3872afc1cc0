"""The statements on how a school collects data, by version.

A key means its wording for ever: old answers are told by it. Whoever words a statement otherwise
gives it another key, and puts that into a new version; answers to both are then not compared.
"""

from dataclasses import dataclass

from service.speech import marked

LATEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What some statements have in common, in words, and their keys."""

    title: str
    statements: tuple[str, ...]


WORDING = {
    "agreed": marked("We have agreed which data we collect, and what each of it is for."),
    "explained": marked(
        "What a column means and what may be typed there stands where people type it."
    ),
    "once": marked("Nobody types the same figure in two places."),
    "dates": marked("Everybody knows by when each score is due, and the dates leave time for it."),
    "readers": marked(
        "Only those who need it can open what we keep of children, and we look whether it is so."
    ),
    "one_place": marked("The data has one place; copies of our own do not live on beside it."),
    "mistakes": marked("Mistakes are found and put right, and what stood there before is known."),
    "kept_for": marked("We know how long we keep which data, and delete it then."),
    "in_time": marked("Whoever works with the data has it in time, and knows of what day it is."),
    "decisions": marked("We talk about the data as a team, and write down what we decide."),
    "families": marked(
        "Families hear in plain words how their child is doing, not only when something is wrong."
    ),
    "told_back": marked("Those who collect data hear what came of it."),
    "shown_how": marked(
        "Everybody who collects data was shown how, also those who came during the year."
    ),
    "time": marked("There is time set aside for collecting and entering."),
    "heard": marked("Whoever says that a column or a test does not work is heard, and answered."),
}
"""Every statement that there ever was, by key."""

VERSIONS = {
    1: (
        Part(
            title=marked("Tools: what we collect with"),
            statements=("agreed", "explained", "once", "dates"),
        ),
        Part(
            title=marked("Storage: where it is kept"),
            statements=("readers", "one_place", "mistakes", "kept_for"),
        ),
        Part(
            title=marked("Dissemination: who gets it, and what for"),
            statements=("in_time", "decisions", "families", "told_back"),
        ),
        Part(
            title=marked("Support of those who collect"),
            statements=("shown_how", "time", "heard"),
        ),
    ),
}
