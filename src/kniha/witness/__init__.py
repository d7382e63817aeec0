"""A partner organisation's witness: cosigns the heads of registers that it trusts, and remembers them (docs/spec/witness.md)."""
