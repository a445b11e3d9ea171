"""What others read: alerts, decisions, titles and sentences."""
