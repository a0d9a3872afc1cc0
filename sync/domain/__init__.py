"""Judgements about time and entries: pure functions of values, `today` and `now`."""
