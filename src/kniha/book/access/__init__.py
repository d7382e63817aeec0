"""Registrars, roles, compartments."""
