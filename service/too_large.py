"""What is larger than any upload is turned away before it is received, by the pages' own page.

The web server refuses it by its length alone, and in bare English; so the pages are asked in its
place, with no body, and answer in the language and the look of whoever sent it.
"""

from io import BytesIO
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from service.uploads import LARGEST

_AS_IF = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/",
    "QUERY_STRING": "",
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
    "CONTENT_LENGTH": str(LARGEST + 1),
}
"""A form of that length sent to the first page, which takes none; nothing is done for it."""


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress says no types
    """A connection whose requests are answered by the pages also where they are too large."""

    @staticmethod
    def error_task_class(channel: Any, request: Any) -> Any:
        """What answers a request that was refused before it came to the application."""
        is_too_large = isinstance(request.error, RequestEntityTooLarge)
        return (_TooLarge if is_too_large else ErrorTask)(channel, request)


class _TooLarge(WSGITask):  # type: ignore[misc]  # as above
    def execute(self) -> None:
        self.set_close_on_finish()  # the rest of the body is still to come, and is not read
        super().execute()

    def get_environment(self) -> Any:
        return super().get_environment() | _AS_IF | {"wsgi.input": BytesIO()}
