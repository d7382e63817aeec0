"""Who may be one person: pairs that a machine proposes, and what registrars decide of them. Nothing is merged."""
