"""The school's calendar: read from a calendar file or a table, changed, previewed."""
