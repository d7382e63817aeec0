"""The text index, derived from the journal. May be deleted and built again at any time."""
