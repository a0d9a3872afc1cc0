"""Everything that talks to people: pages, commands, and the setting-up of trackers."""
