"""The doctor: what has to be right for the trackers to work, one line each, with a remedy."""
