"""The sealed blob store. Never holds a readable byte on disk."""
