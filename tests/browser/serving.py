"""Pages served to a real browser, out of this process."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from werkzeug.serving import make_server

from service.app import Service, create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS_TO_NOTICE_THE_END = 0.02


@contextmanager
def serving(service_at: Callable[[int], Service]) -> Iterator[str]:
    """The address of the pages of the service that is made for a port."""
    # The app checks the port that browsers name, so the port comes first.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = _sent_whole(create_app(service_at(port)))
        server = make_server("127.0.0.1", port, app, fd=listening.fileno())
        thread = Thread(target=server.serve_forever, args=(SECONDS_TO_NOTICE_THE_END,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _sent_whole(app: "WSGIApplication") -> "WSGIApplication":
    """Close each answer before it is sent.

    The server of these tests leaves a file open when the browser goes on to another page while it
    is still being sent; the service's own server does not.
    """

    def whole(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            getattr(answer, "close", lambda: None)()

    return whole
