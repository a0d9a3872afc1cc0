"""How often a list that slipped by a row is found, and a true one held, in real classes."""

import csv
from pathlib import Path

from sync.domain.judging.slipped import FEWEST_TO_TELL, better_step

Scores = list[float | None]


def classes(path: Path) -> list[tuple[Scores, Scores]]:
    """Each class's fall and spring scores in one subject, in the order of its children."""
    scores: dict[tuple[str, ...], dict[str, float]] = {}
    children: dict[tuple[str, ...], dict[str, None]] = {}
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            place = tuple(row[name] for name in ("school", "grade", "class", "subject"))
            children.setdefault(place, {})[row["student"]] = None
            if row["score"]:
                held = scores.setdefault((*place, row["student"]), {})
                held[row["window"]] = float(row["score"])
    found = []
    for place, there in children.items():
        held_by = [scores.get((*place, child), {}) for child in there]
        found.append(([one.get("fall") for one in held_by], [one.get("spring") for one in held_by]))
    return found


def comparable(new: Scores, earlier: Scores, step: int) -> int:
    """How many new scores have an earlier one beside them and one row further."""
    return sum(
        new[at] is not None and earlier[at] is not None and earlier[at + step] is not None
        for at in range(len(new))
        if 0 <= at + step < len(new)
    )


def test_most_slips_are_found_and_hardly_a_true_list_is_held(extra_data: Path) -> None:
    found = held = true = 0
    for fall, spring in classes(extra_data / "star_district11_scores.csv"):
        if min(comparable(spring, fall, step) for step in (1, -1)) < FEWEST_TO_TELL:
            continue
        true += 1
        held += better_step(spring, fall) is not None
        found += better_step([*spring[1:], None], fall) == 1
        found += better_step([None, *spring[:-1]], fall) == -1
    assert true > 200
    assert found >= 0.65 * 2 * true, f"{found} of {2 * true} slips found"
    assert held <= 0.02 * true, f"{held} of {true} true lists held"
