"""What leaves in spite of danger: the second of the two decides."""
