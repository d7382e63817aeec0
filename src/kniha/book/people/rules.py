"""What may be, in what the register notes of persons. Pure."""

from collections.abc import Iterable
from datetime import date

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError


def must_be_risk(level: str, circumstances: Iterable[str], *, next_look: date, today: date) -> None:
    """The level and circumstances are known terms, and somebody will look again."""
    terms.check_term("risk-levels", level)
    for circumstance in circumstances:
        terms.check_term("risk-circumstances", circumstance)
    if next_look <= today:
        raise ImpossibleError(f"the next look at a risk lies after today, not on {next_look}")


def must_be_name(text: str, kind: str, read_in: str) -> None:
    """A spelling has letters, a known kind, and a place where it may be read."""
    terms.check_term("name-kinds", kind)
    if not any(letter.isalpha() for letter in text):
        raise MalformedError("a name is written with letters")
    if not read_in.strip():
        raise MalformedError("a spelling says where it may be read")


def must_be_referral(kind: str, state: str, *, next_look: date | None, today: date) -> None:
    """A known kind and state; while help is under way, somebody looks again on a day ahead."""
    terms.check_term("referral-kinds", kind)
    terms.check_term("referral-states", state)
    if state in {"offered", "taken"} and (next_look is None or next_look <= today):
        raise ImpossibleError("help that is under way is looked at again on a day after today")


def must_be_under_way(state: str) -> None:
    """Somebody may have been quicker."""
    if state not in {"offered", "taken"}:
        raise ConflictError("this referral has ended already")


def must_have_reason(reason: str) -> None:
    """Nobody opens a sealed identity without saying why."""
    if len(reason.strip()) < 4:
        raise RefusedError("a sealed identity is opened with a reason")
