"""Cameras, their clocks, recordings, and footage that will be lost."""
