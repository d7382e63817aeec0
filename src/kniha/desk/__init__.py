"""The registrars' web workspace."""
