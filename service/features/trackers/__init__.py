"""Setting trackers up: from the roster in the store to spreadsheets that people can open."""
