"""Search: one box over statements, incidents and persons."""
