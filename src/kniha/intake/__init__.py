"""The public, blind mailbox. Never opens an envelope; never learns who wrote."""
