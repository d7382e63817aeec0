"""Pages on which registrars decide who is one person."""
