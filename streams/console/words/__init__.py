"""Words, clocks and shapes that every screen says in the same way."""
