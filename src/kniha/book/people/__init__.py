"""Persons, their names, risk and safe contact, sealed fields."""
