"""Lists of others become statements and incidents, through a written mapping. Nothing is guessed; what was left out is counted."""
