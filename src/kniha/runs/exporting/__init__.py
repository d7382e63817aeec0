"""Lists leave the house as files: for one recipient and purpose, item by item as consent and danger allow, each time an entry."""
