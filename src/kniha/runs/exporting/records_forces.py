"""What is handed out of units, postings and deployments, column by column. A unit leaves name by name; no account leaves with it."""

from collections.abc import Sequence

from kniha.book.access.models import Registrar
from kniha.book.forces import queries as forces
from kniha.book.forces import whereabouts
from kniha.book.forces.models import Lasting
from kniha.runs.exporting.tables import Cell, Record
from kniha.vocab.place import DEGREE

DAYS = ("began_from", "began_to", "ended_from", "ended_to")
UNITS = ("id", "unit", "name", "language", "name_kind", *DAYS, "force", "kind", "country", "read_in")
DEPLOYMENTS = (
    "id", "unit", "kind", *DAYS, "began_at", "ended_at", "latitude", "longitude", "radius_m", "place", "activity", "read_in",
)  # fmt: skip
POSTINGS = ("id", "person", "unit", "kind", "post", "rank", "acting", *DAYS, "words", "read_in")


def units(registrar: Registrar, ids: Sequence[str]) -> dict[str, Record]:
    """Names of units by their ids."""
    return {
        row.pk: {
            "id": row.pk, "unit": row.unit_id, "name": row.text, "language": row.language, "name_kind": row.kind, **_days(row),
            "force": row.unit.force, "kind": row.unit.kind, "country": row.unit.country, "read_in": row.read_in,
        }
        for row in forces.names(registrar).filter(pk__in=ids).select_related("unit")
    }  # fmt: skip


def postings(registrar: Registrar, ids: Sequence[str]) -> dict[str, Record]:
    """Postings by their ids. Persons and units are named by their ids: their names leave with lists of their own, weighed there."""
    return {
        row.pk: {
            "id": row.pk, "person": row.person_id, "unit": row.unit_id, "kind": row.kind, "post": row.post, "rank": row.rank,
            "acting": row.acting, **_days(row), "words": row.words, "read_in": row.read_in,
        }
        for row in forces.postings(registrar).filter(pk__in=ids)
    }  # fmt: skip


def deployments(registrar: Registrar, ids: Sequence[str]) -> dict[str, Record]:
    """Deployments by their ids. On whose task a unit was somewhere does not leave: that names another unit, or a person."""
    return {
        row.pk: {
            "id": row.pk, "unit": row.unit_id, "kind": row.kind, **_days(row), "began_at": row.began_at, "ended_at": row.ended_at,
            "latitude": _degrees(row.lat_e7), "longitude": _degrees(row.lon_e7), "radius_m": row.radius_m, "place": row.place_words,
            "activity": row.activity, "read_in": row.read_in,
        }
        for row in whereabouts.deployments(registrar).filter(pk__in=ids)
    }  # fmt: skip


def _degrees(units: int | None) -> float | None:
    return None if units is None else units / DEGREE


def _days(row: Lasting) -> dict[str, Cell]:
    return {name: getattr(row, name) for name in DAYS}
