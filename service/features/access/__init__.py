"""Who can reach the trackers: auditing it, ending it, lending it, listing it."""
