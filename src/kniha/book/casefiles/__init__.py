"""Case files for authorities: what was chosen, what proves what, what speaks for the suspect, what left."""
