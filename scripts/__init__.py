"""The thin doors: start, test, tracksheet and bench."""
