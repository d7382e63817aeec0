"""Conflicts of interest: stepping aside, keeping a colleague out, lifting it by two, and what one declares of oneself."""
