"""Faust alone lives here: the app, the transport beneath it, the tables, the agents."""
