"""Tokens for programs: made, shown once, revoked."""
