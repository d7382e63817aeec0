"""Django's commands, as the book needs them."""
