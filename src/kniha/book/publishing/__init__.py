"""The public book: which incidents may be read by anybody, by whose word, and the editions in which they leave the house."""
