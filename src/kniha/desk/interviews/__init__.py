"""Interviews: the form in the order in which an interviewer works."""
