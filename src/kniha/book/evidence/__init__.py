"""Exhibits, custody, quarantined envelopes."""
