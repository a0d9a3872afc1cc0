"""What lies behind a figure: how it is computed, of when, and whom it is about."""
