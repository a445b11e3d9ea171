"""The class scan: more of a kind than usual about one report, and the words for it."""
