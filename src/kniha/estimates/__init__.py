"""How many there were: multiple-systems estimation from overlapping lists (docs/methods/estimates.md)."""
