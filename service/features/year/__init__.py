"""The year in the browser: every day of it, and what a day is."""
