"""Real stores for the vault's tests."""

from tests.vault.stores import bucket_shelf, founders, seaweed, shelf, tls_store

__all__ = ["bucket_shelf", "founders", "seaweed", "shelf", "tls_store"]
