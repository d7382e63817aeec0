"""The tables of the intake, step by step."""
