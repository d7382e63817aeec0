"""Files that came together: what was told of them once, what lies in them, what they may be used for."""
