"""The sample stream and the background behind it: all invented, orders of magnitude only."""
