"""Every shipped template as every kind of file: who reads it and who types what, by the policy."""

import pytest

from service.features.trackers.briefing import Briefing
from sheet_templates.library import shipped_names
from tests.sheet_templates.living import LivingServer
from tests.sheet_templates.readers import GOLDEN, four_classes, listed

IN_THE_QUICK_PART = "mtss_monitoring"  # the one in which two roles type scores


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Briefing:
    return four_classes(tmp_path_factory.mktemp("four"))


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name == IN_THE_QUICK_PART else pytest.mark.slow)
        for name in shipped_names()
    ],
)
def test_a_file_is_read_and_written_by_whom_the_policy_names(
    server: LivingServer, school: Briefing, name: str
) -> None:
    policy = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert listed(server, school, name) == policy


def test_there_is_a_policy_for_each_template_and_no_other() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == set(shipped_names())
