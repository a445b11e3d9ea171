"""Alerts for health and care partners: who hears of what, and what is left of it by then."""
