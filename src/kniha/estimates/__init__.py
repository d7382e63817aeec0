"""Reserved for multiple-systems estimation (DESIGN §4). Empty so far."""
