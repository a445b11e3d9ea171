"""The analytical report on death investigations: from events to one page, the same each time."""
