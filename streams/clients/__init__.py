"""What a person's commands do with a broker: send, read alerts, logs and quarantine, the demo."""
