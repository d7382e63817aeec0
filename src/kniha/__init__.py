"""Kniha: a unified crime registration book. ARCHITECTURE.md says where each thing lives."""
