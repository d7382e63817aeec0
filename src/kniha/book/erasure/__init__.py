"""The right to be forgotten, and the holds that stand before it (docs/spec/erasure.md)."""
