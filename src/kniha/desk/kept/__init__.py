"""Searches that one keeps under a name."""
