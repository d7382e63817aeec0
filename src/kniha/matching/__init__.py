"""Which recordings and communications cover a violation: probability with reasons (DESIGN §4, docs/adr/0059)."""
