"""People's rosters in: a OneRoster bundle read, checked and made into a `Roster`."""
