"""Reminders: one letter a person and day at most, with links to the cells, and never to nag."""
