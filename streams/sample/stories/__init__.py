"""Stories planted on the background, each in its own file."""
