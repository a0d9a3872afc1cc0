"""Text that people typed, in a file that a spreadsheet opens."""


def harmless(value: object) -> object:
    """A value that a program reads as it stands, and that a spreadsheet does not run.

    Text that begins as a formula does gets an apostrophe before it. Of line ends only one kind is
    left: the CSV writer does not quote a lone carriage return, after which a new row would begin.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text[:1] in _BEGINNINGS else text


_BEGINNINGS = frozenset("=+-@\t\n")
