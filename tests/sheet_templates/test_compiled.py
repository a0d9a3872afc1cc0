"""The requests that draw each shipped template are the reviewed ones."""

from collections.abc import Mapping
from difflib import unified_diff

import pytest

from service.features.trackers.briefing import Briefing
from sheet_templates.library import shipped_names
from tests.sheet_templates.compiled import COMMON, GOLDEN, all_lines, golden
from tests.sheet_templates.living import briefing


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    folder = tmp_path_factory.mktemp("compiled")
    school: Briefing = briefing(folder, classes=2, students_per_class=2)
    return all_lines(school)


@pytest.mark.parametrize("name", [COMMON, *shipped_names()])
def test_a_template_compiles_to_the_reviewed_requests(
    lines: Mapping[str, list[str]], name: str
) -> None:
    found = unified_diff(golden(name), lines[name], "reviewed", "now", n=0, lineterm="")
    differing = [
        line[:400] for line in found if line[:1] in "+-" and line[:3] not in {"+++", "---"}
    ]
    assert not differing, (
        "these requests differ; if that is meant, look at each and run: "
        f"python -m tests.sheet_templates.compiled ({GOLDEN.name}/{name}.txt)"
    )


def test_a_file_for_every_template_and_no_other() -> None:
    there = {file.stem for file in GOLDEN.glob("*.txt")}
    assert there == {COMMON, *shipped_names()}
