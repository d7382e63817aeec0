"""Numbers for many new incidents at once: drawn at random as ever, and one question to the database for some hundreds of them."""

from kniha.book.events.models import Incident
from kniha.book.journal.acting import Hand
from kniha.book.journal.numbers import draw_number


class Numbers:
    """Which numbers are taken: those of the register when the run begins, and those that it drew. A hundred bytes each."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._taken: set[str] = set()
        self._is_loaded = False

    def draw(self, hand: Hand, count: int) -> list[str]:
        """Draw numbers that no incident bears, also none that somebody opened since the run began."""
        if not self._is_loaded:
            self._taken.update(
                Incident.objects.filter(number__startswith=f"{self._prefix}{hand.today.year}-").values_list("number", flat=True)
            )
            self._is_loaded = True
        drawn: list[str] = []
        while len(drawn) < count:
            fresh = [self._one(hand) for _ in range(count - len(drawn))]
            borne = set(Incident.objects.filter(number__in=fresh).values_list("number", flat=True))
            drawn += [number for number in fresh if number not in borne]
        return drawn

    def _one(self, hand: Hand) -> str:
        number = draw_number(hand, self._prefix, self._taken.__contains__)
        self._taken.add(number)
        return number
