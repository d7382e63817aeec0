"""By what units are listed and found: derived from their names, and kept while entries are written, so that no page reads all names.

Written under the lock of the head row, where all actions stand in line, for the units whose names an entry changed or moved. A name that
lies nowhere any more, erased or sealed, is in neither table.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import connections
from django.db.models import F, Model, Q

from kniha.book.forces.models import ListedUnit, UnitName, UnitWord
from kniha.book.forces.rules import chosen_name
from kniha.book.forces.units import Unit
from kniha.book.journal.rows import Change, Verb
from kniha.search.called import words_of
from kniha.vocab.terms import LANGUAGES

OPEN = ""
"""Where a line or word lies that all registrars may know of."""

_TONGUES = ("", *LANGUAGES)
_AT_ONCE = 500
_LONGEST = 200  # bytes of a name by which it has its place: the next are told apart by their ids
_LETTERS = str.maketrans({"ё": "е\uffff", "і": "и\uffff", "ў": "у\uffff", "ґ": "г\uffff"})
_NUMBER = re.compile(r"\d+")


def place_of(name: str) -> str:
    """Where a name stands in the alphabet, Belarusian and Russian in one; numbers by their size. Hexadecimal digits."""
    spaced = _NUMBER.sub(lambda number: number[0].zfill(6), name.casefold().translate(_LETTERS))
    return spaced.encode()[:_LONGEST].hex()


def touched(changes: Collection[Change]) -> set[str]:
    """The units whose names these changes bring, take or move. Asked before they are made, when the statements that move are held.

    Whoever names a unit out of a statement holds it too (`in_use`): no name comes between this look and the end.
    """
    ids: dict[str, set[str]] = defaultdict(set)
    units: set[str] = set()
    for change in changes:
        match change.table, change.verb:
            case "unitname", Verb.INSERT:
                units.add(str(change.fields["unit_id"]))
            case ("unitname", _) | ("account", Verb.DELETE):
                ids[change.table].add(change.id)
            case "statement", Verb.UPDATE if "compartment_id" in change.fields:
                ids[change.table].add(change.id)
    for table, way in (("unitname", "pk"), ("account", "account"), ("statement", "account__statement")):
        if ids[table]:
            units |= set(UnitName.objects.filter(**{f"{way}__in": ids[table]}).values_list("unit_id", flat=True))
    return units


def write_again(units: Collection[str]) -> None:
    """Write the lines and words of these units anew."""
    ids = sorted(units)
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        ListedUnit.objects.filter(unit__in=some).delete()
        UnitWord.objects.filter(unit__in=some).delete()
        lines, words = _derived(some)
        ListedUnit.objects.bulk_create(lines, batch_size=_AT_ONCE)
        UnitWord.objects.bulk_create(words, batch_size=_AT_ONCE)


def after_migrating(*, using: str = "default", **_signal: Any) -> None:  # Any: Django's signal arguments
    """Write all of them anew; in a database without the tables there is nothing to write."""
    there = connections[using].introspection.table_names()
    if using == "default" and {"book_unitword", "book_unitname", "book_account"} <= set(there):
        write_all_again()


def write_all_again() -> None:
    """Write the lines and words of all units: after a migration, or a restore. What stood there is forgotten."""
    ListedUnit.objects.all().delete()
    UnitWord.objects.all().delete()
    write_again(Unit.objects.values_list("pk", flat=True))


def are_true() -> bool:
    """Whether what stands there is what would be written now."""
    lines, words = _derived(None)
    return _plain(lines) == _plain(ListedUnit.objects.all()) and _plain(words) == _plain(UnitWord.objects.all())


def _derived(units: Collection[str] | None) -> tuple[list[ListedUnit], list[UnitWord]]:
    """What is derived for these units; for all of them where none is named."""
    names = UnitName.objects.filter(Q(account__isnull=True) | Q(account__statement__compartment__isnull=False))
    names = names if units is None else names.filter(unit__in=units)
    told = names.annotate(lying=F("account__statement__compartment"))
    lines: list[ListedUnit] = []
    words: list[UnitWord] = []
    for unit, found in groupby(told.order_by("unit", "pk"), key=lambda name: name.unit_id):
        by_place: dict[str, list[Any]] = defaultdict(list)  # Any: names with what was annotated
        for name in found:
            by_place[name.lying or OPEN].append(name)
            words += words_in(name, name.lying or OPEN)
        lines += _lines(unit, {OPEN: by_place[OPEN]} if OPEN in by_place else by_place)
    return lines, words


def _lines(unit: str, by_place: Mapping[str, Sequence[Any]]) -> Iterator[ListedUnit]:  # Any: names with what was annotated
    for lies, names in by_place.items():
        for language in _TONGUES:
            name = chosen_name(names, language)
            yield ListedUnit(unit_id=unit, language=language, lies=lies, place=place_of(name.text), doubled=len(by_place) > 1)


def words_in(name: UnitName, lies: str) -> Iterator[UnitWord]:
    """The rows by which a name that lies there is found."""
    words = words_of(name.text)
    for word in words:
        yield UnitWord(name_id=name.pk, unit_id=name.unit_id, lies=lies, word=written(word), of=len(words))


def written(word: str) -> str:
    """A word as its column holds it."""
    return word.encode().hex()


def read(word: str) -> str:
    """The word that a column holds."""
    return bytes.fromhex(word).decode()


def _plain(rows: Iterable[Model]) -> list[tuple[object, ...]]:
    return sorted(tuple(str(value) for name, value in vars(row).items() if name not in {"_state", "id"}) for row in rows)
