"""Finding conflicts of interest: what registrars declared under seal is compared with what the register was told, entry by entry.

The worker does it as principal `register`, within seconds of an entry; a declared interest is compared with the whole journal first.
A declared name leaves this module as nothing but a conflict: a colleague is kept from a record. Whoever knows better lifts it, by two.
"""

from dataclasses import dataclass

from django.db import transaction

from kniha.book.access.conflicts import note_found
from kniha.book.access.models import Interest, Registrar, Screened
from kniha.book.crossing import everywhere
from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.book.people.interests import VALUE
from kniha.book.people.sealing import PersonKeys
from kniha.search.folding import fold
from kniha.search.namesakes import Name, names_in
from kniha.vocab.errors import RefusedError

BATCH = 2000


@dataclass(frozen=True, slots=True)
class _Declared:
    """What is looked for, for whom."""

    registrar: Registrar
    names: tuple[Name, ...]


def screen(hand: Hand, keys: PersonKeys) -> int:
    """Compare every interest with the entries that it was not compared with yet; return how many conflicts were noted.

    `hand` is that of the process `register`.
    """
    end, noted = reading.size(), 0
    for interest in Interest.objects.select_related("registrar").order_by("pk"):
        place, _ = Screened.objects.get_or_create(interest=interest)
        if place.followed >= end:
            continue
        declared = _Declared(interest.registrar, names_in(_lines(interest, keys)))
        for first in range(place.followed, end, BATCH):
            last = min(first + BATCH, end)
            noted += _screen(hand, declared, first, last)
            place.followed = last
            place.save()
    return noted


def is_due() -> bool:
    """Whether an interest was not compared with the whole journal yet."""
    behind = Interest.objects.exclude(screened__followed__gte=reading.size())
    return behind.exists()


def _lines(interest: Interest, keys: PersonKeys) -> list[str]:
    return keys.open_value(interest.pk, VALUE, bytes(interest.sealed)).splitlines()


def _screen(hand: Hand, declared: _Declared, first: int, last: int) -> int:
    noted = 0
    for told in everywhere.told_between(first, last):
        words = fold(told.words)
        record = everywhere.record(told.record) if any(name.may_be_in(words) for name in declared.names) else None
        if record is not None:
            noted += _note(hand, record, declared.registrar)
    return noted


@transaction.atomic
def _note(hand: Hand, record: everywhere.Record, registrar: Registrar) -> bool:
    """Enter one conflict; where nobody else would be left who sees the record, it stays with who is there."""
    try:
        with transaction.atomic():
            return note_found(hand, record, registrar)
    except RefusedError:
        return False
