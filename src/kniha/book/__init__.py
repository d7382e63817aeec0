"""The register itself: tables, rules, queries, actions, the journal."""
