"""Telling: which channel each decision goes to, and what became of each attempt."""
