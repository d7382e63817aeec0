"""The map of incidents."""
