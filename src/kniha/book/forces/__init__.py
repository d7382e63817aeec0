"""Units of the forces, what they are called, what they belonged to, and who held which post in them."""
