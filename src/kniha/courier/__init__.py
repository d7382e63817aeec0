"""The one process that holds the register's identity: pulls envelopes, opens them, files them."""
