"""Progress notes on pages: writing them, reading them, and the restricted ones."""
