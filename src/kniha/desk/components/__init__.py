"""The components of the desk on one page, as the pages use them."""
