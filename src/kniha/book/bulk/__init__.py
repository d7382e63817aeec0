"""Batches: tables of millions of rows that came together, rebuilt from a sealed file, and gone by a day."""
