"""Pictures that the server draws: one file a kind, each with its sentence and an equal table."""
