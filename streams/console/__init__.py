"""The console: a briefing for the person who must act; it reads topics and gives orders."""
