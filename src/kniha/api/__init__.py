"""The office's REST interface for programs: what the desk does, typed, with a token per purpose (docs/api/openapi.json)."""
