"""The public book at the desk: the word of two on an incident, what waits for a second, editions and their reports."""
