"""The parts of the sync's judgement, each a pure function of a tab as read and what is known."""
