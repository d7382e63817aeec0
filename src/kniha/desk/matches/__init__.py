"""Pages on which registrars look at recordings that may show an incident, and say what they show."""
