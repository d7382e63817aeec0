"""Work: my tasks, and tasks beside what they are about."""
