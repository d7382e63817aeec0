"""Gathering: the files of a folder or disk become exhibits of one acquisition. Resumable; the plain bytes touch no disk of ours."""
