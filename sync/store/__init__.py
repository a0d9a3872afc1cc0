"""The canonical store: what was entered, where and when; the only code that talks to SQL."""
