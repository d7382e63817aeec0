"""Handing a list out: a look, the file, and what a second agrees to."""
