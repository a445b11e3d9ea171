"""Alerts about the data: silent senders, loads of old reports, deaths that nobody decided."""
