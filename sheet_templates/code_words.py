"""Excuse codes as people spell them, and what each is called in Ed-Fi and OneRoster.

A template names its codes (ABS, absent). People write "Absent", "abs.", "n/a" or "ausente". What
can only mean one of the template's codes is taken for it; the rest is asked about. The colours
of the spreadsheet know the same words as the sync.

People write in their own language whatever the tracker's is, so the words of all are known in each.
A word that is another thing in one of them (*baja* is a withdrawal and a low level, *falta* an
absence and what is missing) is no spelling; a template may say it of its own code.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from sheet_templates.model import EdFiReason, ExcuseCode, ScoreStatus


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


def spellings(codes: Iterable[ExcuseCode]) -> Mapping[str, str]:
    """The code that each folded word leads to; a word that fits two codes leads to neither."""
    claims: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    for excuse in codes:
        for word in own_words(excuse):
            own.setdefault(folded(word), set()).add(excuse.code)
        for word in words_of_all(excuse):
            claims.setdefault(folded(word), set()).add(excuse.code)
    known = claims | own
    return {word: next(iter(who)) for word, who in known.items() if len(who) == 1}


@cache
def words_for(codes: tuple[ExcuseCode, ...]) -> tuple[str, ...]:
    """Every word that leads to a code, as people write it: with its accents and without them.

    Asked for each column of each tracker that is drawn; there are as many answers as templates.
    """
    known = spellings(codes)
    return tuple(
        spelt
        for excuse in codes
        for word in (excuse.code, *own_words(excuse), *words_of_all(excuse))
        if known.get(folded(word)) == excuse.code
        for spelt in (word, without_accents(word))
    )


def own_words(excuse: ExcuseCode) -> tuple[str, ...]:
    """The words that the template itself gives a code; they come before those of all schools."""
    return (excuse.meaning, excuse.code, *excuse.also)


def words_of_all(excuse: ExcuseCode) -> tuple[str, ...]:
    """The words that every school has for what a code is about; none for a school's own reason."""
    concept = concept_of(excuse)
    return concept.words if concept else ()


def concept_of(excuse: ExcuseCode) -> Concept | None:
    """What a template's code is about, by its meaning first, its letters second, then its words.

    Where a template does not say it, exports name a code in these words of Ed-Fi and OneRoster;
    None for a school's own reason.
    """
    for text in own_words(excuse):
        for concept in CONCEPTS:
            if folded(text) in {folded(word) for word in concept.words}:
                return concept
    return None


def folded(text: str) -> str:
    """A spelling without case, accents, outer stops and spaces, in one way of writing each letter.

    People leave accents out as they leave out capitals: "se mudo" is "se mudó".
    """
    return " ".join(without_accents(text.casefold()).split()).strip(" .!@#*()[]")


def without_accents(text: str) -> str:
    """The letters alone, in the usual form of each."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one))
