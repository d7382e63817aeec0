"""What is laid side by side: persons who may be one, incidents that may be one event. All that is decided on either follows from here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from kniha.book.events.models import Incident
from kniha.book.linking import compared, compared_accounts
from kniha.book.linking.models import (
    Comparison,
    Decision,
    IncidentDecision,
    IncidentPair,
    IncidentPairing,
    Pair,
    Pairing,
    PersonDecision,
    PersonPair,
)
from kniha.book.linking.needing_two import incidents_needing_two, needing_two
from kniha.book.linking.row import Row
from kniha.book.people.models import Person

Whole = Person | Incident


class NeedingTwo(Protocol):
    """Which of some, or of a compartment, are decided on by two."""

    def __call__(self, some: Any = None, /, *, compartment: str | None = None) -> frozenset[str]:  # Any: ids, in any collection
        """Return their ids."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its tables, the terms of its verdicts, the action by which it is decided, and what is compared of it.

    `name` is the table of the two, and in the tables of decisions and pairs the field that names the first of them.
    """

    name: str
    whole: type[Person] | type[Incident]
    decision: type[Decision]
    pair: type[Pair]
    comparison: type[Comparison]
    verdicts: str
    action: str
    rows: Callable[[str], Iterator[Row]]
    needing_two: NeedingTwo

    @property
    def wholes(self) -> QuerySet[Any]:  # Any: of one of two tables
        """All rows of the table of the two."""
        return self.whole._base_manager.all()  # noqa: SLF001  Django's public-by-custom API

    @property
    def decisions(self) -> QuerySet[Any]:  # Any: the same
        """All decisions."""
        return self.decision._default_manager.all()  # noqa: SLF001  the same

    @property
    def pairs(self) -> QuerySet[Any]:  # Any: the same
        """All pairs that a machine found."""
        return self.pair._default_manager.all()  # noqa: SLF001  the same

    @property
    def comparisons(self) -> QuerySet[Any]:  # Any: the same
        """How each compartment was compared."""
        return self.comparison._default_manager.all()  # noqa: SLF001  the same


PERSONS = Kind(
    "person", Person, PersonDecision, PersonPair, Pairing,
    verdicts="person-verdicts", action="persons.decided", rows=compared.of_compartment, needing_two=needing_two,
)  # fmt: skip
INCIDENTS = Kind(
    "incident", Incident, IncidentDecision, IncidentPair, IncidentPairing,
    verdicts="incident-verdicts", action="incidents.decided", rows=compared_accounts.of_compartment, needing_two=incidents_needing_two,
)  # fmt: skip
KINDS = (PERSONS, INCIDENTS)


def kind_of(whole: Whole) -> Kind:
    """Of which kind one is."""
    return PERSONS if isinstance(whole, Person) else INCIDENTS
