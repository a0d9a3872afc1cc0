"""Formulas: what they compute, by an engine that is only a cache of what is stored."""
