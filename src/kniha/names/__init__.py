"""Names of one person across spellings (DESIGN §4): read by `parsing`, compared by `comparing`, found by `blocking`, written by `latin`."""
