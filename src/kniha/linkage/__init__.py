"""Reserved for duplicate people and incidents (DESIGN §4). Empty so far."""
