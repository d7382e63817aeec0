"""Crimes and their elements, as data (`crimes.json`), and the reader of such a file."""
