"""Radio, telephone and chat messages, and what call signs stood for."""
