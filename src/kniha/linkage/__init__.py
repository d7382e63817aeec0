"""Which mentions are one person's, which accounts one incident's (DESIGN §4): `linking`, `incidents`; `clusters` under `decisions`."""
