"""Medical reports: how a person was examined, what was found on their body, how far it agrees with what is alleged."""
