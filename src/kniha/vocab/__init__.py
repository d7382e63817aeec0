"""Words and values that every room shares: errors, ids, canonical bytes, uncertain time and place, controlled terms."""
