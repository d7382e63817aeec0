"""Names of one person across spellings (DESIGN §4). So far: letters of a foreign script within a word; comparison is to come."""
