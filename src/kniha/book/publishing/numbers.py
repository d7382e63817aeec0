"""Public numbers: drawn at random, with nothing in them of the register's own numbers, of an order or of how many there are. Pure."""

from collections.abc import Callable

from kniha.vocab.errors import ConflictError
from kniha.vocab.ids import RandomBytes

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""32 signs that are not taken for each other; small, so that an address is typed as it is read."""
LENGTH = 8


def draw_public_number(random_bytes: RandomBytes, is_taken: Callable[[str], bool]) -> str:
    """Draw eight signs, 40 bits, until one is free: gaps between numbers tell of nothing."""
    for _ in range(60):
        drawn = int.from_bytes(random_bytes(5))
        number = "".join(LETTERS[drawn >> 5 * place & 31] for place in range(LENGTH))
        if not is_taken(number):
            return number
    raise ConflictError("no free public number was found")
