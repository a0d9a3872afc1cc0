"""Figures: what they are held to, and how they are printed."""

import json

import pytest
from click.testing import CliRunner

from scripts.benches import BENCHES, command
from scripts.figures import Figure


def figure(value: float, floor: float | None = None, target: float | None = None) -> Figure:
    return Figure(bench="main", case="a case", value=value, unit="s", floor=floor, target=target)


@pytest.mark.parametrize(
    ("measured", "judged"),
    [
        (figure(3.0), (None, None)),
        (figure(3.0, target=3.0), (None, True)),
        (figure(3.1, target=3.0), (None, False)),
        (figure(3.0, floor=0.5), (6.0, None)),
        (figure(3.0, floor=0.5, target=6.0), (6.0, True)),
        (figure(3.0, floor=0.5, target=5.9), (6.0, False)),
    ],
)
def test_a_target_is_of_the_ratio_where_there_is_a_floor(
    measured: Figure, judged: tuple[float | None, bool | None]
) -> None:
    assert (measured.ratio, measured.met) == judged


def test_json_holds_the_promised_keys_and_a_target_not_met_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(BENCHES, "main", lambda: [figure(3.0, target=2.0), figure(1.0)])
    result = CliRunner().invoke(command, ["main", "--json"])
    assert result.exit_code == 1
    keys = {"bench", "case", "value", "unit", "floor", "ratio", "target", "met"}
    rows = json.loads(result.stdout)
    assert [row.keys() for row in rows] == [keys, keys]
    assert [row["met"] for row in rows] == [False, None]


def test_an_unknown_bench_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(command, ["tea"])
    assert result.exit_code == 2
    assert "'main'" in result.stderr
