"""Cameras and their clocks; recordings: those that are held, and footage that is known and not obtained."""
