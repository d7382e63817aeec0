"""Questions to the whole register, and the hints that its keepers get."""
