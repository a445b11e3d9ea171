"""Linked series by statistics: what is usual here, and what is more, or more alike, than that."""
