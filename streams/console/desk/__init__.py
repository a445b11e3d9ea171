"""What the topics say, in memory: alerts, decisions, orders, deliveries, summaries, openings."""
