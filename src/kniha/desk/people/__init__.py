"""What is noted of a source: risk, safe contact, what is sealed."""
