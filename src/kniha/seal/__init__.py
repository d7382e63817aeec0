"""The age format, receipts, report containers and shares. Follows docs/spec/envelope.md and receipt.md step by step."""
