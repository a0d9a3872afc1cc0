"""Setting trackers up in the browser: the plan in words, the people, the dates, then apply."""
