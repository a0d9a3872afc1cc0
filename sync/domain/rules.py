"""The version of the rules by which a cell is judged."""

RULES = 13
"""A replay of what was judged under other rules reports differences; it promises nothing. Count it
up with every change that judges a cell otherwise."""
