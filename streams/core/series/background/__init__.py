"""What is usual here: rates on the ground and at keyed places, and how common marks are."""
