"""Excuses in the browser: which hold, giving one, taking one back."""
