"""Three questions that cross compartments, and nothing else does; the asker never learns what was not told to them."""
