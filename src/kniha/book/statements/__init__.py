"""What sources said, and what coders read in it."""
