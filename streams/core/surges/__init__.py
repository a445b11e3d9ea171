"""Surges: what is measured of a window of days, and told by a detector of the same name."""
