"""Numbers that people read aloud: of incidents, of things on a shelf."""

from collections.abc import Callable

from kniha.book.journal.acting import Hand
from kniha.vocab.errors import ConflictError


def draw_number(hand: Hand, prefix: str, is_taken: Callable[[str], bool]) -> str:
    """Draw a number at random within the year of registration: it tells neither order nor how many there are.

    Five digits; more where a year grows full.
    """
    for attempt in range(60):
        smallest = 10 ** (4 + attempt // 20)
        number = f"{prefix}{hand.today.year}-{int.from_bytes(hand.random_bytes(8)) % (9 * smallest) + smallest}"
        if not is_taken(number):
            return number
    raise ConflictError("no free number was found in this year's range")
