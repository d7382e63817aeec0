"""Which mentions are one person's (DESIGN §4): read by `mentions`, compared by `linking`, joined by `clusters` under `decisions`."""
