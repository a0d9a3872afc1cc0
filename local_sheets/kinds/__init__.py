"""The kinds of batchUpdate request: one module per subject, one table of all in `table`."""
