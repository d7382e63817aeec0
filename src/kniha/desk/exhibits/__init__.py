"""Files: covered, opened for a purpose, their custody."""
