"""The environment, parsed once into frozen values; handed down, never read elsewhere."""
