"""What the notifier reads: decisions, the alerts they are about, and where it begins."""
