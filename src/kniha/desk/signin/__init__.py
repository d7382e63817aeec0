"""Signing in, and the second factor."""
