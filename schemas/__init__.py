"""What others rely on: reports in, alerts and decisions out, commands, topics, areas."""
