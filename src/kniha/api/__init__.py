"""Reserved for the REST face (DESIGN §3). Empty so far."""
