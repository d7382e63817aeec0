"""What may be, in what the register notes of persons. Pure."""

from collections.abc import Iterable
from datetime import date

from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, RefusedError


def must_be_risk(level: str, circumstances: Iterable[str], *, next_look: date, today: date) -> None:
    """The level and circumstances are known terms, and somebody will look again."""
    terms.check_term("risk-levels", level)
    for circumstance in circumstances:
        terms.check_term("risk-circumstances", circumstance)
    if next_look <= today:
        raise ImpossibleError(f"the next look at a risk lies after today, not on {next_look}")


def must_have_reason(reason: str) -> None:
    """Nobody opens a sealed identity without saying why."""
    if len(reason.strip()) < 4:
        raise RefusedError("a sealed identity is opened with a reason")
