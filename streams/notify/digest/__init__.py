"""The daily digest: what did not have to be told at once."""
