"""What a registrar may see of call signs and messages, and what a sign stood for at a moment: all that it may have been, none chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible
from kniha.book.communications import rules
from kniha.book.communications.models import CallSign, Communication, CommunicationTranslation, Speaker
from kniha.book.evidence.models import Exhibit
from kniha.book.forces import queries as forces
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.vocab.span import Days, Span

MAY_BE_SIGNS = frozenset({"call-sign", "not-known"})
"""Kinds of speakers that are held against call signs."""


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


def communications(registrar: Registrar) -> QuerySet[Communication]:
    """The messages that `registrar` may know of, the latest first. By who spoke: `communicating.look_for_speaker`."""
    rows = visible(Communication.objects.select_related("exhibit"), registrar)
    return rows.order_by(F("first").desc(nulls_last=True), "pk")


def narrowed(
    rows: QuerySet[Communication], *, medium: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Communication]:
    """Messages of a medium, and of a time that touches the days from `first` to `last`, both included, counted in UTC."""
    rows = rows.filter(medium=medium) if medium else rows
    rows = rows.filter(last__gte=datetime.combine(first, time(), UTC)) if first else rows
    return rows.filter(first__lt=datetime.combine(last, time(), UTC) + timedelta(days=1)) if last else rows


def communication(registrar: Registrar, communication_id: str) -> Communication:
    """One message, or NotFoundError."""
    rows = Communication.objects.select_related("exhibit", "account__statement", "compartment")
    return one(visible(rows, registrar), pk=communication_id)


def communications_in(registrar: Registrar, exhibit: Exhibit) -> QuerySet[Communication]:
    """The messages that stand in `exhibit`."""
    return communications(registrar).filter(exhibit=exhibit)


def translations(registrar: Registrar, of: Communication) -> QuerySet[CommunicationTranslation]:
    """The translations of a message, the latest last."""
    rows = visible(CommunicationTranslation.objects.filter(communication=of), registrar, path="communication__compartment")
    return rows.select_related("entered_by").order_by("entered_on", "pk")


def translation(registrar: Registrar, translation_id: str) -> CommunicationTranslation:
    """One translation, or NotFoundError."""
    rows = CommunicationTranslation.objects.select_related("communication")
    return one(visible(rows, registrar, path="communication__compartment"), pk=translation_id)


@dataclass(frozen=True, slots=True)
class Heard:
    """A speaker, and all that a call sign may have stood for at that moment; nothing of numbers and names."""

    row: Speaker
    resolved: Resolved


def speakers(registrar: Registrar, of: Communication) -> list[Heard]:
    """Who spoke and to whom, with what their call signs may have stood for when this was said."""
    rows = list(visible(Speaker.objects.filter(communication=of), registrar, path="communication__compartment").order_by("place", "pk"))
    days = rules.days_of(of.first, of.last, of.zone)
    signs = [row.heard for row in rows if row.kind in MAY_BE_SIGNS]
    found = iter(resolved_all(registrar, signs, days))
    return [Heard(row, next(found) if row.kind in MAY_BE_SIGNS else Resolved(())) for row in rows]


def _candidates(rows: Iterable[CallSign], days: Days | None) -> list[Candidate]:
    by_what: dict[tuple[str, str | None], list[CallSign]] = {}
    for row in rows:
        by_what.setdefault((row.unit_id, row.posting_id), []).append(row)
    found = [
        Candidate(some[0].unit, some[0].posting, tuple(some), any(rules.surely_held(span_of(row), days) for row in some))
        for some in by_what.values()
    ]
    return sorted(found, key=lambda one: not one.is_sure)
