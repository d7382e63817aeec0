"""Who may be one person, what may be one event: pairs that a machine proposes, what registrars decide of them. Nothing is merged."""
