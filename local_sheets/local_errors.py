"""Errors of the local server itself that whoever starts it can repair."""


class LocalServerError(Exception):
    """Something about the folder, the port or a file of the local server; says the remedy."""
