"""What the worker shows of itself: metrics and logs."""
