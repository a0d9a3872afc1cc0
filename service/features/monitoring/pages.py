"""Two addresses for machines: is it well, and its figures."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client.core import Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from service.door_settings import LOOPBACK
from service.features.monitoring.view import Watched, figures_of, problems_of
from service.resting import last_end
from service.shell.door import known_overview, letters, records
from sheet_templates.errors import TracksheetError

monitoring = Blueprint("monitoring", __name__)

_RUNS = 60  # enough to find the last that came to its end


@monitoring.get("/health")
def health() -> tuple[Response, int]:
    """200 while all is well, 503 with what is wrong; for anybody, so it names nobody."""
    try:
        watched = _watched()
        problems = problems_of(watched) if watched else []
    except TracksheetError:
        problems = ["The school cannot be read; the log and `tracksheet doctor` say why."]
    said = {"status": "problem" if problems else "ok", "problems": problems}
    return jsonify(said), 503 if problems else 200


@monitoring.get("/metrics")
def metrics() -> Response:
    """Figures in Prometheus's text format, for programs on this machine alone."""
    if not _is_here():
        abort(404)
    return Response(generate_latest(_Figures()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Figures(Collector):
    """What is to be told, asked for anew each time."""

    def collect(self) -> Iterator[Metric]:
        """The figures; none before the first roster."""
        watched = _watched()
        if watched is not None:
            yield from figures_of(watched)


def _watched() -> Watched | None:
    overview = known_overview()
    if overview is None:
        return None
    kept = records()
    runs = kept.runs(_RUNS)
    return Watched(
        overview=overview,
        now=kept.now(),
        run=runs[0] if runs else None,
        ended=last_end(runs),
        trouble=kept.trouble(),
        letters=letters().counts(),
    )


def _is_here() -> bool:
    """Whether this machine asks, at the service's own address.

    A proxy asks under the public name, and says for which address; what it says may be anything.
    """
    if urlsplit(f"//{request.headers['Host']}").hostname not in LOOPBACK:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
