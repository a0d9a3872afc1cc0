"""What a run of the main job did: requests as local_sheets counted them, and all of it in words."""

import json
from typing import Any

import requests

from service.folder import DataFolder

PHASES = ("provision", "edit", "sync", "follow_up")
APIS = ("sheets_read", "sheets_write", "drive", "token")


def counted_requests(folder: DataFolder, sheets_url: str) -> dict[str, dict[str, int]]:
    """The local server's own count of this run's requests, by phase and API."""
    control = json.loads((folder.sheets / "local.json").read_text(encoding="utf-8"))
    with requests.Session() as session:
        session.trust_env = False  # a proxy for the internet must not be asked for loopback
        answer = session.get(
            f"{sheets_url}/local/requests",
            headers={"Authorization": f"Bearer {control['control_token']}"},
            timeout=30,
        )
        answer.raise_for_status()
        counters = answer.json()["counters"]
    counted = {phase: dict.fromkeys(APIS, 0) for phase in PHASES}
    for line in counters:
        if line["label"] in counted:
            counted[line["label"]][line["api"]] += line["count"]
    return counted


def in_words(report: dict[str, Any], folder: DataFolder) -> str:
    """The report for people, a few lines."""
    figures, run = report["school"], report["run"]
    date_line = f"Demo date {report['today']}. " if report["today"] else ""
    lines = [
        f"{date_line}The school is kept in {folder.path}.",
        (
            f"{figures['trackers']} trackers for {figures['students']} students and "
            f"{figures['people']} people."
        ),
        (
            f"{figures['missing']} of {figures['expected']} scores are missing, "
            f"{figures['entries']} are there, {figures['excused']} excused, "
            f"{figures['cell_issues']} cells cannot be read."
        ),
        f"This run: {run['entries_typed']} scores typed, {run['changes']} entries changed.",
    ]
    for phase, counts in run["requests"].items():
        told = ", ".join(f"{count} {api}" for api, count in counts.items())
        lines.append(f"  {phase}: {told}")
    return "\n".join(lines)
