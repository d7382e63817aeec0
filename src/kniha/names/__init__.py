"""Reserved for the comparison of one person's names across spellings (DESIGN §4). Empty so far."""
