"""Answers to a letter: a link shows what it would do, and does it when it is confirmed."""
