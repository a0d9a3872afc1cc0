"""The door for commands: a running service carries operations out for whoever has its token.

The token lies in the data folder, readable by its owner only. An answer is lines of JSON: any
number of {"progress": text}, then one {"result": ...} or {"error": ..., "problems": [...]}.
"""

import hmac
import json
import logging
import os
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any

from flask import Flask, Response, abort, request

from service.operations.operation import problem_answer
from service.shell.fences import hosts_for
from service.turns import Turns
from sheet_templates.errors import TracksheetError

_LOG = logging.getLogger(__name__)


def create_operator_app(turns: Turns, token: str, port: int) -> Flask:
    """The operator's API, to be mounted beside the pages; `port` is the service's own."""
    app = Flask("operator", static_folder=None)
    hosts = hosts_for(port)

    @app.before_request
    def check() -> None:
        if request.headers.get("Host", "").lower() not in hosts:
            abort(403)
        sent = request.headers.get("Authorization", "")
        if not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
            abort(401)

    @app.get("/")
    def name_process() -> dict[str, int]:
        return {"pid": os.getpid()}

    @app.post("/<name>")
    def carry_out(name: str) -> Response:
        options = request.get_json()
        return Response(_lines(turns, name, options), mimetype="application/x-ndjson")

    return app


def _lines(turns: Turns, name: str, options: dict[str, Any]) -> Iterator[str]:
    """The operation's lines as they come; it goes on to its end although nobody may listen."""
    lines: SimpleQueue[dict[str, Any]] = SimpleQueue()
    Thread(target=_work, args=(turns, name, options, lines), daemon=True).start()
    while True:
        line = lines.get()
        yield json.dumps(line) + "\n"
        if "progress" not in line:
            return


def _work(
    turns: Turns, name: str, options: dict[str, Any], lines: SimpleQueue[dict[str, Any]]
) -> None:
    try:
        result = turns.run(name, options, lambda text: lines.put({"progress": text}))
    except TracksheetError as error:
        lines.put(problem_answer(error))
    except Exception as error:  # noqa: BLE001 - whoever listens must hear of a bug too
        _LOG.exception("operation %s", name)
        lines.put({"error": f"{name} broke off: {error!r}. The service's log says where."})
    else:
        lines.put({"result": result})
