"""Reserved for the public site and open data (DESIGN §3). Empty so far."""
