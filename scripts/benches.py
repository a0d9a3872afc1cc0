"""The benches by name, and their figures as a table or as JSON. Run by `scripts/bench.py`."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial

import click
import pandas as pd

from scripts.bench_addon import bench_addon
from scripts.bench_browser import bench_browser
from scripts.bench_duties import bench_duties
from scripts.bench_local_sheets import bench_local_sheets
from scripts.bench_main import bench_main
from scripts.bench_pages import bench_pages
from scripts.bench_provisioning import bench_provisioning
from scripts.bench_sync import CASES, bench_sync
from scripts.figures import Figure

BENCHES: dict[str, Callable[[], Iterable[Figure]]] = {
    "main": bench_main,
    "sync": bench_sync,
    "duties": bench_duties,
    "pages": bench_pages,
    "local-sheets": bench_local_sheets,
    "browser-spreadsheet": bench_browser,
    "provisioning": bench_provisioning,
    "addon": bench_addon,
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", required=False, type=click.Choice(sorted(BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="The figures as one JSON list.")
@click.option("--case", "cases", multiple=True, type=click.Choice(sorted(CASES)), help="Of sync.")
def command(name: str | None, as_json: bool, cases: tuple[str, ...]) -> None:  # noqa: FBT001
    """Print the figures of one bench, or of all; 1 if a target was not met."""
    benches = BENCHES if not cases else {"sync": partial(bench_sync, cases)}
    figures = [figure for one in benches if name in {None, one} for figure in benches[one]()]
    rows = [asdict(figure) | {"ratio": figure.ratio, "met": figure.met} for figure in figures]
    columns = ["bench", "case", "value", "unit", "floor", "ratio", "target", "met"]
    if as_json:
        click.echo(json.dumps([{key: row[key] for key in columns} for row in rows], indent=1))
    else:
        table = pd.DataFrame(rows, columns=columns, dtype=object).map(_shown)
        click.echo(table.to_string(index=False))
    if any(figure.met is False for figure in figures):
        raise SystemExit(1)


def _shown(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.3g}" if isinstance(value, float) else value


if __name__ == "__main__":
    command(prog_name="bench.py")
