"""One tracker, which answers: is this spreadsheet healthy, and what was in its cells."""
