"""Which units an incident could have been: out of deployments and bases, and of what its accounts say. Candidates, never findings.

What lies elsewhere, and what a registrar may not see, is neither a ground nor a doubt. The number of questions to the database is the same
however many deployments there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, cos, radians
from typing import Any

from django.db.models import F, Q

from kniha.book.access.models import Registrar
from kniha.book.communications.queries import resolved_all
from kniha.book.events.models import Incident
from kniha.book.events.queries import whole_accounts
from kniha.book.forces import queries
from kniha.book.forces.charted import Climbed, chains
from kniha.book.forces.finding import places, told_names
from kniha.book.forces.models import Deployment
from kniha.book.forces.presence import Fit, Stay
from kniha.book.forces.reach import Candidate, Ground, Told, Weighed, in_order, weigh
from kniha.book.forces.whereabouts import deployments
from kniha.book.statements.models import Account, Mention
from kniha.search.called import told_called
from kniha.search.known_names import KnownName
from kniha.vocab.place import DEGREE, Place
from kniha.vocab.span import Span
from kniha.vocab.time import find_zone

MOST = 20
"""Candidates that are shown at once: of more, the place is told too roughly to look into any."""

_E7_OF_A_METRE = 90
"""Ten-millionths of a degree of latitude that a metre is, rounded up (a degree is 110.57 km at least)."""

_WIDE_M = 100_000
_FURTHEST_NORTH = 80

_COLUMNS = (
    "pk", "account__statement_id", "read_in", "unit_id", "kind", "began_from", "began_to", "ended_from", "ended_to", "began_at", "ended_at",
    "lat_e7", "lon_e7", "radius_m",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where an incident was: hours of the place, which are open where they are not known."""

    first: datetime | None
    last: datetime | None
    place: Place | None

    @property
    def days(self) -> tuple[date, date] | None:
        """On which days."""
        return None if self.first is None or self.last is None else (self.first.date(), self.last.date())


@dataclass(frozen=True, slots=True)
class Reached:
    """The first candidates of an incident and how many there are; what they are called, what they rest on, and who commanded then."""

    moment: Moment
    candidates: tuple[Candidate, ...]
    total: int
    called: Mapping[str, str]
    deployments: Mapping[str, Deployment]
    mentions: Mapping[str, Mention]
    accounts: Sequence[Account]
    chains: Mapping[str, Sequence[Climbed]]


def moment_of(incident: Incident) -> Moment:
    """When and where `incident` was, as the register concludes."""
    first, last = incident.first, incident.last
    place = None
    if incident.lat_e7 is not None and incident.lon_e7 is not None:
        place = Place(incident.lat_e7, incident.lon_e7, incident.radius_m or 0)
    if first is None or last is None:
        return Moment(None, None, place)
    zone = find_zone(incident.zone)
    return Moment(first.astimezone(zone).replace(tzinfo=None), last.astimezone(zone).replace(tzinfo=None), place)


def candidates(registrar: Registrar, incident: Incident, *, nearby_m: int, language: str = "") -> Reached:
    """The units that `incident` could have been, with what speaks for and against each; `nearby_m`: how far around is looked."""
    moment, accounts = moment_of(incident), whole_accounts(registrar, incident)
    named = dict[str, list[Ground]]()
    for unit, ground in _told_by(registrar, incident, accounts, moment):
        named.setdefault(unit, []).append(ground)
    near = _near(registrar, moment, nearby_m=nearby_m)
    weighed = weigh(_lying(registrar, {*near, *named}, moment), moment.place, nearby_m=nearby_m)
    for unit, grounds in named.items():
        weighed.setdefault(unit, Weighed()).speaks_for.extend(grounds)
    called = queries.called(registrar, [unit for unit, one in weighed.items() if one.speaks_for], language=language)
    found = in_order(weighed, called)
    shown = found[:MOST]
    rows = {ground.row for one in shown for ground in (*one.speaks_for, *one.against)}
    return Reached(
        moment, shown, len(found), called, deployments(registrar).in_bulk(rows),
        {one.pk: one for account in accounts for one in account.mentions.all()}, accounts,
        chains(registrar, [one.unit for one in shown], moment.days[0], language=language) if moment.days and shown else {},
    )  # fmt: skip


def _near(registrar: Registrar, moment: Moment, *, nearby_m: int) -> frozenset[str]:
    """The units of which a deployment may fit time and place; whether one does is weighed, with all that is told of them."""
    if moment.place is None:
        return frozenset()
    rows = deployments(registrar).filter(_then(moment), _within(moment.place, nearby_m))
    return frozenset(rows.order_by().values_list("unit_id", flat=True).distinct())


def _within(place: Place, nearby_m: int) -> Q:
    """What may lie within reach, for a query: a box around the circle. Near a pole, over the date line and for wide places, a band."""
    metres = ceil(1.01 * (place.radius_m + nearby_m))
    north = F("radius_m") * _E7_OF_A_METRE + metres * _E7_OF_A_METRE
    band = Q(lat_e7__gte=place.lat_e7 - north, lat_e7__lte=place.lat_e7 + north)
    furthest = abs(place.lat_e7) / DEGREE + (metres + _WIDE_M) / 100_000
    if furthest > _FURTHEST_NORTH:
        return band
    of_a_metre = ceil(_E7_OF_A_METRE / cos(radians(furthest)))
    if abs(place.lon_e7) + (metres + _WIDE_M) * of_a_metre > 180 * DEGREE:
        return band
    east = F("radius_m") * of_a_metre + metres * of_a_metre
    return band & (Q(radius_m__gt=_WIDE_M) | Q(lon_e7__gte=place.lon_e7 - east, lon_e7__lte=place.lon_e7 + east))


def _lying(registrar: Registrar, units: set[str], moment: Moment) -> Iterator[tuple[Told, Fit]]:
    """Where these units were told to be at that time, here and elsewhere."""
    rows = deployments(registrar).filter(_then(moment), unit__in=units, lat_e7__isnull=False).order_by("pk")
    return _read(rows.values_list(*_COLUMNS), moment)


def _then(moment: Moment) -> Q:
    if moment.days is None:
        return Q()
    first, last = moment.days
    return (Q(began_from__isnull=True) | Q(began_from__lte=last)) & (Q(ended_to__isnull=True) | Q(ended_to__gte=first))


def _read(rows: Iterable[Any], moment: Moment) -> Iterator[tuple[Told, Fit]]:  # Any: rows of columns
    for pk, statement, read_in, unit, kind, *days, began_at, ended_at, lat, lon, radius in rows:
        stay = Stay(Span(*days), began_at, ended_at)
        told = Told(pk, statement or read_in, unit, kind, stay, Place(lat, lon, radius or 0))
        yield told, stay.fits(moment.first, moment.last)


def _told_by(registrar: Registrar, incident: Incident, accounts: Sequence[Account], moment: Moment) -> Iterator[tuple[str, Ground]]:
    """What the accounts say: units that a coder tied to their words, units whose names these words are, and call signs of that day."""
    mentions = [(one, account.statement_id) for account in accounts for one in account.mentions.all()]
    for mention, statement in mentions:
        if mention.known_unit_id:
            yield mention.known_unit_id, Ground("mentioned", mention.pk, statement)
    among = places(incident.compartment_id)
    words = "; ".join(mention.unit for mention, _ in mentions if mention.unit)
    names = [KnownName(*one) for one in told_names(registrar, words, among=among).values_list("unit_id", "text")] if words else []
    for mention, statement in mentions if names else ():
        for told in told_called(mention.unit, names):
            if told.known.id != mention.known_unit_id:
                yield told.known.id, Ground("named", mention.pk, statement)
    signed = [(mention, statement) for mention, statement in mentions if mention.call_sign]
    resolved = resolved_all(registrar, [mention.call_sign for mention, _ in signed], moment.days) if signed else []
    for (mention, statement), one in zip(signed, resolved, strict=True):
        for unit in dict.fromkeys(candidate.unit.pk for candidate in one.candidates):
            yield unit, Ground("call-sign", mention.pk, statement)
