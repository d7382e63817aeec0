"""The long jobs: the one place where book, vault, search and engines meet."""
