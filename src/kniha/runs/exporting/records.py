"""What is handed out of each kind, column by column. What is not named here does not leave: no registrar, nothing sealed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from kniha.book.access.models import Registrar
from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.book.people.models import PersonName
from kniha.book.statements import queries as statements
from kniha.runs.exporting import records_forces
from kniha.runs.exporting.tables import Record
from kniha.vocab.place import DEGREE

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "incidents": (
        "number", "title", "first_utc", "last_utc", "zone", "precision", "latitude", "longitude", "radius_m", "place", "acts", "opened_on",
    ),
    "statements": (
        "id", "received_on", "kind", "language", "came_to_be", "text", "when_words", "where_words", "hurt_words", "doers_words", "url",
    ),
    "persons": ("id", "names", "gender_told", "age_told"),
    "units": records_forces.UNITS,
    "postings": records_forces.POSTINGS,
    "deployments": records_forces.DEPLOYMENTS,
}  # fmt: skip

_AT_ONCE = 500


def records(registrar: Registrar, kind: str, ids: Sequence[str]) -> Iterator[Record]:
    """The rows with these ids, as far as `registrar` may still see them, in this order."""
    return (record for _, record in known_records(registrar, kind, ids))


def known_records(registrar: Registrar, kind: str, ids: Sequence[str]) -> Iterator[tuple[str, Record]]:
    """The same, each with its id."""
    coming = iter(ids)
    while batch := list(islice(coming, _AT_ONCE)):
        by_id = _OF[kind](registrar, batch)
        yield from ((one, by_id[one]) for one in batch if one in by_id)


def _incidents(registrar: Registrar, ids: Sequence[str]) -> dict[str, Record]:
    kinds = events.kinds_of(registrar, ids)
    return {
        row.pk: {
            "number": row.number, "title": row.title, "first_utc": row.first, "last_utc": row.last, "zone": row.zone,
            "precision": row.precision, "latitude": _degrees(row.lat_e7), "longitude": _degrees(row.lon_e7), "radius_m": row.radius_m,
            "place": row.place_words, "acts": kinds.get(row.pk, ()), "opened_on": row.opened_on,
        }
        for row in events.incidents(registrar).filter(pk__in=ids)
    }  # fmt: skip


def _statements(registrar: Registrar, ids: Sequence[str]) -> dict[str, Record]:
    return {
        row.pk: {
            "id": row.pk, "received_on": row.received_on, "kind": row.kind, "language": row.language, "came_to_be": row.came_to_be,
            "text": row.text, "when_words": row.when_words, "where_words": row.where_words,
            "hurt_words": row.hurt_words, "doers_words": row.doers_words, "url": row.url,
        }
        for row in statements.statements(registrar).filter(pk__in=ids)
    }  # fmt: skip


def _persons(registrar: Registrar, ids: Sequence[str]) -> dict[str, Record]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for person, text in PersonName.objects.filter(person__in=ids).order_by("pk").values_list("person_id", "text"):
        names[person].append(text)
    return {
        row.pk: {"id": row.pk, "names": tuple(names[row.pk]), "gender_told": row.gender_told, "age_told": row.age_told}
        for row in people.people(registrar).filter(pk__in=ids)
    }


def _degrees(units: int | None) -> float | None:
    return None if units is None else units / DEGREE


def rows(kind: str, found: Iterable[Record]) -> Iterator[Sequence[object]]:
    """The same as rows of a table, in the order of the kind's columns."""
    return (tuple(record[name] for name in COLUMNS[kind]) for record in found)


_OF: Mapping[str, Callable[[Registrar, Sequence[str]], dict[str, Record]]] = {
    "incidents": _incidents, "statements": _statements, "persons": _persons,
    "units": records_forces.units, "postings": records_forces.postings,
    "deployments": records_forces.deployments,
}  # fmt: skip
