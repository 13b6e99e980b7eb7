"""Figures; each takes a `View`, or a claim of one, and returns a matplotlib Figure of its own."""
