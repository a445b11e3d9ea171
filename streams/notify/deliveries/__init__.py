"""Deliveries: what is still to be told of each decision, to whom, and what became of it."""
