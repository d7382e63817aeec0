"""Numbers: dashboards, tables, the records behind each figure, and counts kept as they were."""
