"""Which recordings may show an incident: candidates that a machine finds by time and place, and what registrars decide of them."""
