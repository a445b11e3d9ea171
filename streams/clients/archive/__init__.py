"""Backups of the topics as files, and the way back."""
