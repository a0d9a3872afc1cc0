"""The runs of the sync, which answer: did last night work."""
