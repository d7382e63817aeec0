"""What a conflict of interest reaches: by table, the ways from a row to the persons, statements and incidents that it tells of.

Whoever is kept from a person is kept from what names them; whoever is kept from a statement or an incident, from each of the two by the
other, and from who spoke and who suffered in it. A test holds this table to the tables that lie in a compartment.
"""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar, cast

from django.db import models

Row = TypeVar("Row", bound=models.Model)

_STATEMENT = ("pk", "source", "medical_reports__subject", "accounts__mentions__person", "accounts__citations__incident")
_INCIDENT = (
    "pk", "acts__victim", "acts__involvements__person", "detentions__person", "proceedings__person",
    "citations__account__statement", "citations__account__statement__source", "citations__account__mentions__person",
)  # fmt: skip


def _through(field: str, ways: Collection[str]) -> tuple[str, ...]:
    return (field, *(f"{field}__{way}" for way in ways if way != "pk"))


LEADS: Mapping[str, tuple[str, ...]] = {
    "person": (
        "pk",
        "statements",
        "mentions__account__statement",
        "statements__accounts__citations__incident",
        "acts_suffered__incident",
        "detentions__incident",
        "proceedings__incident",
    ),
    "statement": _STATEMENT,
    "incident": _INCIDENT,
    "exhibit": ("pk", *_through("statement", _STATEMENT)),
    # Its file leads, where it is tied to a statement; of its rows nobody knows to whom they lead before one becomes a recording.
    "batch": ("exhibit", *_through("exhibit__statement", _STATEMENT)),
    "camera": tuple(
        way
        for part in ("positions", "clock_readings")
        for way in (
            *_through(f"{part}__account__statement", _STATEMENT),
            f"{part}__exhibit",
            *_through(f"{part}__exhibit__statement", _STATEMENT),
        )
    ),
    "recording": (*_through("account__statement", _STATEMENT), "exhibit", *_through("exhibit__statement", _STATEMENT)),
    "communication": (*_through("account__statement", _STATEMENT), "exhibit", *_through("exhibit__statement", _STATEMENT)),
    "thing": ("pk", *_through("statement", _STATEMENT)),
    "casefile": (
        *_through("items__incident", _INCIDENT),
        "items__person",
        "items__exhibit",
        *_through("items__exhibit__statement", _STATEMENT),
    ),
    "task": (*_through("statement", _STATEMENT), *_through("incident", _INCIDENT), "person"),
    "request": ("person",),
    "inquiry": ("person",),
    "fieldform": ("person",),
    # These name the record by its id alone.
    "hint": ("row", "inquiry__person"),
    "hold": ("row",),
    "erasure": ("row",),
    "conflict": ("row",),
    # A list of others is sealed, and its report names places in it: which records it tells of is known once they are entered.
    "broughtlist": (),
    # How many persons and incidents of a compartment were compared: they name none of them.
    "pairing": (),
    "incidentpairing": (),
    "matching": (),
    # As its recording leads.
    "matchedrecording": (
        *_through("recording__account__statement", _STATEMENT),
        "recording__exhibit",
        *_through("recording__exhibit__statement", _STATEMENT),
    ),
    # What lies in its files is known once they are read: each file that is tied to a statement leads by itself.
    "acquisition": (),
}
"""By table: where a row leads to. Each way ends at the id of a record that somebody may be kept from."""

NOTHING_TOLD = frozenset({"membership", "proposal", "canary", "tally"})
"""Tables with a compartment that tell of no record in it."""


def without(rows: models.QuerySet[Row], kept: Collection[str], *, path: str) -> models.QuerySet[Row]:
    """Leave out of `rows` those that lead to one of `kept`; `path` is the way to the compartment, whose last but one step leads."""
    if not kept:
        return rows
    before = path.removesuffix("compartment")
    for way in LEADS[_leading(rows.model, before)]:
        rows = rows.exclude(**{f"{before}{way}__in": kept})
    return rows


def _leading(model: type[models.Model], before: str) -> str:
    """The table at the end of the steps `before`, such as `act__incident__`."""
    for step in before.split("__")[:-1]:
        model = cast("type[models.Model]", cast("Any", model)._meta.get_field(step).related_model)  # noqa: SLF001  Django's public-by-custom API
    return str(cast("Any", model)._meta.model_name)  # noqa: SLF001  the same
