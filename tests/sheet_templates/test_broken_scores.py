"""What is told of scales, metrics, cuts and lenses that make no sense."""

import copy
from typing import Any

import pytest

from tests.sheet_templates.broken_templates import (
    NEVER,
    READING,
    SHIPPED,
    Path,
    changed,
    check_told,
    problems,
)

SCALE_K3 = ("scales", 0)
CASES: list[tuple[Path, Any, str]] = [
    (("scales", 0, "lowest"), 900, "scales.stanford: lowest 900 must be below highest 900"),
    (
        (*SCALE_K3, "kind"),
        "percent",
        "scales.stanford: a percent scale lies between lowest 0 and highest 100",
    ),
    ((*SCALE_K3, "decimals"), 5, "scales.stanford.decimals: 5 must be 0 to 4"),
    (
        (*SCALE_K3, "levels"),
        ["A", "B"],
        "scales.stanford.levels: only a level scale has words; make its kind level, or remove them",
    ),
    (("metrics", 0, "scale"), "st", 'metrics.reading.scale: "st" is not one of the scales'),
    (
        ("metrics", 0, "windows"),
        ["fall", "summer"],
        'metrics.reading.windows: "summer" is not one of the windows (fall, spring)',
    ),
    (
        ("metrics", 0, "windows"),
        ["spring"],
        'metrics.reading.baseline: "fall" is not among the metric\'s own windows',
    ),
    (
        ("metrics", 0, "baseline"),
        "autumn",
        'metrics.reading.baseline: "autumn" is not one of the windows (fall, spring)',
    ),
    (
        ("metrics", 0, "mastery"),
        "Met",
        (
            "metrics.reading.mastery: belongs to proficiency; remove it, or make the lens "
            "proficiency"
        ),
    ),
    (
        ("metrics", 0, "edited_by"),
        [],
        "metrics.reading.edited_by: is empty; name the roles that enter it",
    ),
    (
        ("metrics", 0, "why"),
        "",
        "metrics.reading.why: is empty; say why this metric is meaningful here",
    ),
    (
        ("metrics", 0, "chosen_by"),
        "",
        "metrics.reading.chosen_by: is empty; say who took part in the choice",
    ),
    (
        ("metrics", 1, "supports"),
        "",
        "metrics.math.supports: is empty; say how this affects the primary metric",
    ),
    (
        ("metrics", 0, "off"),
        "later",
        "metrics.reading: the primary metric is owed for every student; it cannot be off",
    ),
    (
        ("metrics", 0, "cuts"),
        [{"level": "Met", "at_least": 901}],
        "metrics.reading.cuts.0.at_least: 901 is outside the scale (200 to 900)",
    ),
    (
        ("metrics", 0, "cuts"),
        [{"level": "Met", "at_least": 400, "windows": ["summer"]}],
        'metrics.reading.cuts.0.windows: "summer" is not one of the windows (fall, spring)',
    ),
    (
        ("metrics", 0, "cuts"),
        [
            {"level": "Met", "at_least": 400, "grades": ["01", "02"]},
            {"level": "Met", "at_least": 450, "grades": ["02"]},
        ],
        'metrics.reading.cuts: "Met" has two cut scores for the same grade and window; keep one',
    ),
    (
        ("metrics", 0, "sensitivity"),
        "health",
        f"metrics.reading.sensitivity: health: {NEVER}",
    ),
    (
        ("metrics", 0, "is_primary"),
        False,
        "metrics: exactly one must have is_primary = true, here none",
    ),
    (
        ("metrics", 1, "is_primary"),
        True,
        "metrics: exactly one must have is_primary = true, here reading, math",
    ),
    (
        ("metrics",),
        [
            SHIPPED["metrics"][0],
            *(SHIPPED["metrics"][1] | {"key": f"m{number}"} for number in range(4)),
        ],
        (
            "metrics: 4 supporting metrics; keep at most 3, or the tracker becomes a form that "
            "nobody fills"
        ),
    ),
    (("metrics", 1, "key"), "reading", 'metrics: "reading" stands 2 times; keep one'),
    (
        ("metrics", 1, "key"),
        "Math.2",
        (
            'metrics: the key "Math.2" must be small letters, digits, - and _, and begin with a '
            "letter"
        ),
    ),
    (("scales",), [SHIPPED["scales"][0]] * 3, 'scales: "stanford" stands 3 times; keep one'),
]


@pytest.mark.parametrize(("path", "value", "problem"), CASES)
def test_what_makes_no_sense_is_told_with_its_path_and_remedy(
    path: Path, value: Any, problem: str
) -> None:
    check_told(path, value, problem)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (
            ("metrics", 1, "mastery"),
            "Perfect",
            'metrics.vocabulary.mastery: "Perfect" is not a level of its cuts; add its cut score',
        ),
        (
            ("metrics", 2, "mastery"),
            "Perfect",
            (
                'metrics.comprehension.mastery: "Perfect" is not a level of its scale "rubric"; '
                "add its cut score"
            ),
        ),
        (
            ("metrics", 1, "baseline"),
            "fall",
            ("metrics.vocabulary.baseline: belongs to growth; remove it, or make the lens growth"),
        ),
        (
            ("metrics", 2, "cuts"),
            [{"level": "Meeting", "at_least": 3}],
            (
                "metrics.comprehension.cuts.0: a scale of words has its levels itself; remove the "
                "cut"
            ),
        ),
        (
            ("scales", 2, "levels"),
            ["Meeting"],
            "scales.rubric.levels: name two levels or more, lowest first",
        ),
        (
            ("scales", 2, "levels"),
            ["Beginning", "Meeting", "ABS"],
            'scales.rubric.levels: "ABS" is an excuse code too; rename one of them',
        ),
        (
            ("scales", 2, "levels"),
            ["Beginning", "Meeting", "a|b"],
            'scales.rubric.levels: "a|b" must be a word without |',
        ),
        (
            ("scales", 2, "levels"),
            ["Beginning", "Meeting", "meeting"],
            'scales.rubric.levels: "MEETING" stands 2 times; keep one',
        ),
        (
            ("scales", 2, "lowest"),
            1,
            "scales.rubric: lowest and highest are for numbers; remove them",
        ),
    ],
)
def test_what_makes_no_sense_of_proficiency_is_told(path: Path, value: Any, problem: str) -> None:
    assert problems(changed(path, value, READING)) == (f"own.toml: {problem}",)


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("baseline", "metrics.reading.baseline: growth needs the window from which it counts"),
        ("mastery", "proficiency needs the level from which on a student is proficient"),
        (
            "cuts",
            'metrics.vocabulary.mastery: "Mastered" is not a level of its cuts; add its cut score',
        ),
    ],
)
def test_a_lens_needs_what_it_judges_by(field: str, problem: str) -> None:
    source = copy.deepcopy(READING if field != "baseline" else SHIPPED)
    del source["metrics"][0 if field == "baseline" else 1][field]
    (found,) = problems(source)
    assert found.endswith(problem)


def test_words_cannot_grow() -> None:
    source = copy.deepcopy(READING)
    source["metrics"][2] |= {"lens": "growth", "baseline": "fall"}
    del source["metrics"][2]["mastery"]
    assert problems(source) == (
        (
            'own.toml: metrics.comprehension.lens: "rubric" has words, which cannot grow; make it '
            "proficiency"
        ),
    )
