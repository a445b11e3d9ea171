"""Commands of analysts, and what they do to alerts, duties, silences and the area."""
