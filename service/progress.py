"""Progress of long work, on one line of a terminal; nothing where nobody watches."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_CLEAR = "\r\x1b[K"


@contextmanager
def progress_line() -> Iterator[Callable[[str], None]]:
    """Something to tell the present step to; at the end the line is empty again."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def tell(text: str) -> None:
        width = shutil.get_terminal_size().columns - 1  # a wrapped line could not be taken back
        click.echo(_CLEAR + text[:width], err=True, nl=False)

    try:
        yield tell
    finally:
        click.echo(_CLEAR, err=True, nl=False)
