"""An edition of the public book: what is told and how coarsely, its privacy report, its making as a signed bundle."""
