"""Statements: the list, the reading page, coding."""
