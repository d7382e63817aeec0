"""Numbers of the register: what is counted, by what, and counts kept as they were."""
