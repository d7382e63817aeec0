"""Staff: who works here, what they may know of, and how two change that."""
