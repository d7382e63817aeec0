"""Incidents, acts, injuries, involvements, reviews."""
