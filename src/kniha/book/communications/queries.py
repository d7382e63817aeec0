"""What a registrar may see of call signs, and what a sign stood for at a moment: all that it may have been, never one chosen for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one
from kniha.book.communications import rules
from kniha.book.communications.models import CallSign
from kniha.book.forces import queries as forces
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.vocab.span import Days, Span


def call_signs(registrar: Registrar) -> QuerySet[CallSign]:
    """The call signs that `registrar` may know of: the unit, the posting where there is one, and the source alike."""
    known = forces.postings(registrar).order_by().values("pk")
    rows = CallSign.objects.filter(Q(posting__isnull=True) | Q(posting__in=known), unit__in=forces.units_seen(registrar))
    return forces.sourced(registrar, rows).select_related("unit", "posting", "account__statement")


def call_signs_of(registrar: Registrar, unit: Unit) -> QuerySet[CallSign]:
    """The call signs of `unit` and of the postings in it, the latest first."""
    return call_signs(registrar).filter(unit=unit).order_by("sign", F("began_to").desc(nulls_last=True), "pk")


def call_sign(registrar: Registrar, sign_id: str) -> CallSign:
    """One call sign, or NotFoundError."""
    return one(call_signs(registrar), pk=sign_id)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting or a whole unit that a sign may have stood for; `told`: every value that says so, each with its source."""

    unit: Unit
    posting: Posting | None
    told: tuple[CallSign, ...]
    is_sure: bool
    """Whether a source says so of the whole of that time; else it may have been so."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that a sign may have stood for at a moment."""

    candidates: tuple[Candidate, ...]

    @property
    def is_ambiguous(self) -> bool:
        """Whether it may have been more than one."""
        return len(self.candidates) > 1


def resolved(registrar: Registrar, sign: str, days: Days | None) -> Resolved:
    """Every posting and unit that `sign` stood for, or may have stood for, on one of `days` (None: at a time that is not known)."""
    return resolved_all(registrar, [sign], days)[0]


def resolved_all(registrar: Registrar, signs: Sequence[str], days: Days | None) -> list[Resolved]:
    """The same for several signs of one moment, with one question."""
    asked = [rules.folded(sign) for sign in signs]
    found: dict[str, list[CallSign]] = {}
    for row in call_signs(registrar).filter(folded__in={*asked} - {""}).order_by("pk"):
        if rules.may_have_held(span_of(row), days):
            found.setdefault(row.folded, []).append(row)
    return [Resolved(tuple(_candidates(found.get(one, ()), days))) for one in asked]


def span_of(row: CallSign) -> Span:
    """From when to when it is told."""
    return Span(row.began_from, row.began_to, row.ended_from, row.ended_to)


def _candidates(rows: Iterable[CallSign], days: Days | None) -> list[Candidate]:
    by_what: dict[tuple[str, str | None], list[CallSign]] = {}
    for row in rows:
        by_what.setdefault((row.unit_id, row.posting_id), []).append(row)
    found = [
        Candidate(some[0].unit, some[0].posting, tuple(some), any(rules.surely_held(span_of(row), days) for row in some))
        for some in by_what.values()
    ]
    return sorted(found, key=lambda one: not one.is_sure)
