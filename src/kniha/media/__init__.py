"""What a file tells of itself, read defensively from a stream. Never opens a path."""
