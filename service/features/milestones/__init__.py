"""The milestones of the year: what is to be done, and what is said of it."""
