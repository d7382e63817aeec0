"""Backups of a register, sealed to its custodians, and its return from one (docs/spec/backup.md)."""
