"""Incidents at the desk: the list, the record with its sources, the forms, the review, the proof."""
