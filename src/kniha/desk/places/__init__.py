"""Places by their name: completed while one types, found by a button, checked against what is known."""
