"""Excuse codes as people spell them, and what each is called in Ed-Fi and OneRoster.

A template names its codes (ABS, absent). People write "Absent", "abs.", "n/a" or "ausente". What
can only mean one of the template's codes is taken for it and noted; the rest is asked about.
People write in their own language whatever the tracker's is, so the words of all are known in each.
A word that is another thing in one of them (*baja* is a withdrawal and a low level, *falta* an
absence and what is missing) is no spelling; a template may say it of its own code.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from sheet_templates.model import EdFiReason, ExcuseCode, ScoreStatus
from sheet_templates.sentences import Sentence, either

_LIKENESS = 0.75  # of 1: one wrong letter in a word of five


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A reason for having no score: people's words, Ed-Fi's ReasonNotTested, OneRoster's status.

    The first word is the one that a template's own meaning is compared with.
    """

    words: tuple[str, ...]
    ed_fi: EdFiReason
    one_roster: ScoreStatus


# Words that mean one thing to every school; what a school means by its own codes, it says itself.
CONCEPTS = (
    Concept(
        words=(
            *("absent", "abs", "absence", "was absent", "away", "not present", "ill", "sick"),
            *("ausente", "aus", "ausencia", "estuvo ausente", "estaba ausente", "faltó"),
            *("no asistió", "no vino", "enfermo", "enferma"),
        ),
        ed_fi=EdFiReason.ABSENT,
        one_roster=ScoreStatus.NOT_SUBMITTED,
    ),
    Concept(
        words=(
            *("exempt", "ex", "exempted", "excused", "exc", "waived", "waiver"),
            *("exento", "exenta", "exentado", "exentada", "eximido", "eximida", "exención"),
            *("justificado", "justificada", "dispensado", "dispensada"),
        ),
        ed_fi=EdFiReason.PARENTAL_WAIVER,
        one_roster=ScoreStatus.EXEMPT,
    ),
    Concept(
        words=("medical waiver", "medical", "med", "exención médica", "dispensa médica"),
        ed_fi=EdFiReason.MEDICAL_WAIVER,
        one_roster=ScoreStatus.EXEMPT,
    ),
    Concept(
        words=(
            *("not applicable", "na", "n/a", "n.a", "n-a", "n / a", "not appl", "does not apply"),
            *("no aplica", "no aplicable", "no corresponde", "no procede"),
        ),
        ed_fi=EdFiReason.NOT_APPROPRIATE,
        one_roster=ScoreStatus.EXEMPT,
    ),
    Concept(
        words=(
            *("alternate assessment", "alt", "alternate", "alternate assessment administered"),
            *("evaluación alternativa", "evaluación alterna", "alternativa", "alterna"),
        ),
        ed_fi=EdFiReason.ALTERNATE,
        one_roster=ScoreStatus.EXEMPT,
    ),
    Concept(
        words=(
            *("moved away", "moved", "left", "left school", "transferred", "withdrawn", "gone"),
            *("se mudó", "mudado", "mudada", "se fue", "trasladado", "trasladada", "traslado"),
            *("transferido", "transferida", "retirado", "retirada", "dado de baja"),
            "dada de baja",
        ),
        ed_fi=EdFiReason.OTHER,
        one_roster=ScoreStatus.EXEMPT,
    ),
    Concept(
        words=(
            *("refused", "ref", "refusal", "declined", "would not", "refused to test"),
            *("se negó", "rehusó", "se rehusó", "rechazó", "no quiso"),
        ),
        ed_fi=EdFiReason.REFUSAL_BY_STUDENT,
        one_roster=ScoreStatus.NOT_SUBMITTED,
    ),
    Concept(
        words=(
            *("refusal by parent", "parent refused", "opt out", "opted out"),
            *("negativa de los padres", "los padres se negaron", "los padres no quieren"),
        ),
        ed_fi=EdFiReason.REFUSAL_BY_PARENT,
        one_roster=ScoreStatus.EXEMPT,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """A template's codes with every spelling that leads to exactly one of them."""

    codes: tuple[ExcuseCode, ...]
    exact: Mapping[str, str] = field(repr=False)
    spellings: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, codes: Iterable[ExcuseCode]) -> "CodeTable":
        """The table of these codes; a spelling that fits two of them is none of either."""
        listed = tuple(codes)
        claims: dict[str, set[str]] = {}
        own: dict[str, set[str]] = {}
        for excuse in listed:
            concept = concept_of(excuse)
            for word in own_words(excuse):
                own.setdefault(_folded(word), set()).add(excuse.code)
            for word in concept.words if concept else ():
                claims.setdefault(_folded(word), set()).add(excuse.code)
        return cls(
            codes=listed,
            exact={one.code: one.code for one in listed},
            spellings=_of_one(claims | own),
        )

    def code_for(self, text: str) -> str | None:
        """The code that a text means and no other; case, spaces and full stops do not matter."""
        return self.exact.get(text) or self.spellings.get(_folded(text))

    def nearest(self, text: str) -> str | None:
        """The code whose spelling is nearest to a text that means none, if one is near."""
        near = get_close_matches(_folded(text), self.spellings, n=1, cutoff=_LIKENESS)
        return self.spellings[near[0]] if near else None

    def listed(self) -> Sentence:
        """The codes as a sentence lists them: "ABS, EX or NA"; empty without codes."""
        return either([one.code for one in self.codes])


def own_words(excuse: ExcuseCode) -> tuple[str, ...]:
    """The words that the template itself gives a code; they come before those of all schools."""
    return (excuse.meaning, excuse.code, *excuse.also)


def _of_one(claims: Mapping[str, set[str]]) -> dict[str, str]:
    """By each spelling that leads to one code, that code."""
    return {word: next(iter(who)) for word, who in claims.items() if len(who) == 1}


def concept_of(excuse: ExcuseCode) -> Concept | None:
    """What a template's code is about, by its meaning first, its letters second, then its words.

    Where a template does not say it, exports name a code in these words of Ed-Fi and OneRoster;
    None for a school's own reason.
    """
    for text in own_words(excuse):
        for concept in CONCEPTS:
            if _folded(text) in {_folded(word) for word in concept.words}:
                return concept
    return None


def _folded(text: str) -> str:
    """A spelling without case, accents, outer stops and spaces, in one way of writing each letter.

    People leave accents out as they leave out capitals: "se mudo" is "se mudó".
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(letters.split()).strip(" .!@#*()[]")
