"""Entering the scores of one window of one class on a page: child by child, or from a list."""
