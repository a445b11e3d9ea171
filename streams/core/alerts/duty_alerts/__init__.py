"""Alerts about duties: reviews, their clocks, lessons that come back, reports that fall due."""
