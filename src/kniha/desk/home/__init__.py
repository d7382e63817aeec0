"""What waits for the one who asks."""
