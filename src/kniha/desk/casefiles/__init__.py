"""The pages of case files: what was chosen, the matrix, what speaks for the suspects, what left."""
