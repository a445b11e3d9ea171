"""Channels: what reaches people, how it is configured, and one try to send over it."""
