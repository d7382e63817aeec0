"""Erasures and holds: asked for, agreed to, placed, lifted; by those who administer them, for all others not there."""
