"""Carrying the three questions through the whole register, as principal `register`: what is found becomes hints to keepers."""

from collections.abc import Iterable
from dataclasses import dataclass

from kniha.book.crossing import everywhere
from kniha.book.crossing.actions import note_hints
from kniha.book.crossing.drafts import Found
from kniha.book.crossing.models import Inquiry
from kniha.book.journal.acting import Hand
from kniha.search.folding import fold
from kniha.search.namesakes import Name, names_in

MOST_HINTS = 50
"""Of one inquiry. A name that half the register bears tells nobody anything; the most is by record, not by mention."""


def carry_out(hand: Hand) -> int:
    """Carry out every inquiry that waits; return how many there were. `hand` is that of the process `register`."""
    waiting = everywhere.waiting()
    for inquiry in waiting:
        note_hints(hand, inquiry, _found(inquiry))
    return len(waiting)


def _found(inquiry: Inquiry) -> tuple[Found, ...]:
    if inquiry.person is None:
        return ()
    wanted = [Asked(fold(text), names_in([text])) for text in everywhere.names_of(inquiry.person)]
    found: dict[str, Found] = {}
    for told in everywhere.names_elsewhere(inquiry.compartment_id):
        if told.record.row not in found and told.is_name and _may_be_one(wanted, told.words):
            found[told.record.row] = told.record
        if len(found) == MOST_HINTS:
            break
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """One name of whom the inquiry is about: its folded words, and the same as a name to look for."""

    words: tuple[str, ...]
    names: tuple[Name, ...]


def _may_be_one(wanted: Iterable[Asked], words: str) -> bool:
    """Whether one of the two names is told by the other. A first name alone tells of nobody who has a surname too."""
    folded, told = fold(words), names_in([words])
    return any(
        any(name.may_be_in(folded) for name in asked.names) or any(len(name.words) > 1 and name.may_be_in(asked.words) for name in told)
        for asked in wanted
    )
