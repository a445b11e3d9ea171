"""The edge to a broker: reach it, administer its topics, or run the embedded one."""
