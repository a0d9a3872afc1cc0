"""Proof: quick and pure first, then whole runs, then the browser."""
