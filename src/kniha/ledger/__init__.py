"""The Merkle tree over entries, proofs, checkpoints and the verifier. Follows docs/spec/entry.md and ledger.md step by step."""
