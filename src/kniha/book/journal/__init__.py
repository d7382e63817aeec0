"""The journal: entries, the tree over them, replay. The one way into a journalled table."""
