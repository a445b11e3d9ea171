"""One module a screen: what it shows, as a pure function of what the topics say."""
