"""A new roster in the browser: what it would change, and importing it."""
