"""Reserved for matching recordings and communications to incidents (DESIGN §4). Empty so far."""
