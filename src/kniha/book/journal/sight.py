"""Which rows of a history a registrar may know of (docs/spec/journal.md §6). What is not plainly theirs to see is not seen.

A row that is gone is seen by whoever may see what it belonged to.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from kniha.book.access.models import Compartment, Interest, Membership, Registrar, RoleGrant
from kniha.book.access.queries import compartments_known, conflicts, proposals, registrars_known, visible
from kniha.book.communications import queries as communications
from kniha.book.counting import queries as counting
from kniha.book.crossing.queries import hints
from kniha.book.erasure.queries import erasures, holds
from kniha.book.forces import queries as forces
from kniha.book.forces import staffing, whereabouts
from kniha.book.journal import rows
from kniha.book.journal.moments import Ref, Rows
from kniha.book.journal.parts import ABOVE
from kniha.book.linking import queries as linking
from kniha.book.matches import queries as matches
from kniha.book.medicine.queries import known_findings, reports
from kniha.book.people.canaries import canaries
from kniha.book.publishing.queries import editions

_COMPARTMENT: Mapping[str, str] = {
    "incident": "compartment",
    "act": "incident__compartment",
    "citation": "incident__compartment",
    "review": "incident__compartment",
    "publication": "incident__compartment",
    "injury": "act__incident__compartment",
    "involvement": "act__incident__compartment",
    "bearing": "involvement__act__incident__compartment",
    "opinion": "involvement__act__incident__compartment",
    "outcome": "involvement__act__incident__compartment",
    "link": "incident__compartment",
    "detention": "incident__compartment",
    "proceeding": "incident__compartment",
    "context": "incident__compartment",
    "statement": "compartment",
    "consent": "statement__compartment",
    "account": "statement__compartment",
    "task": "compartment",
    "interview": "statement__compartment",
    "fieldform": "compartment",
    "heldinterview": "form__compartment",
    "notice": "source__compartment",
    "permission": "person__compartment",
    "request": "compartment",
    "inquiry": "compartment",
    "referral": "person__compartment",
    "message": "statement__compartment",
    "passage": "account__statement__compartment",
    "mention": "account__statement__compartment",
    "person": "compartment",
    "personname": "person__compartment",
    "sealedfield": "person__compartment",
    "risk": "person__compartment",
    "safecontact": "person__compartment",
    "acquisition": "compartment",
    "exhibit": "compartment",
    "custodyevent": "exhibit__compartment",
    "likenessverdict": "exhibit__compartment",
    "batch": "compartment",
    "camera": "compartment",
    "cameraposition": "camera__compartment",
    "clockreading": "camera__compartment",
    "recording": "compartment",
    "medianote": "exhibit__compartment",
    "maskedcopy": "exhibit__compartment",
    "communication": "compartment",
    "speaker": "communication__compartment",
    "communicationtranslation": "communication__compartment",
    "thing": "compartment",
    "casefile": "compartment",
    "caseitem": "case_file__compartment",
    "casecell": "case_file__compartment",
    "casedisclosure": "case_file__compartment",
    "casedelivery": "case_file__compartment",
    "thingstep": "thing__compartment",
}
"""By table: the way to the compartment that decides who may see a row."""

_IN_USE = Q(person__isnull=True) | Q(person__compartment__isnull=False)
_ALLEGED_IN_USE = Q(involvement__person__isnull=True) | Q(involvement__person__compartment__isnull=False)
_OF_PEOPLE: Mapping[str, Q] = {
    **dict.fromkeys(("mention", "involvement", "detention", "proceeding"), _IN_USE),
    **dict.fromkeys(("bearing", "opinion", "outcome"), _ALLEGED_IN_USE),
}
"""By table: what is said of a person, and hidden where the person is erased or sealed under a hold (docs/spec/erasure.md §5)."""

_OPEN_TO_STAFF = frozenset({"founding", "quarantinedenvelope"})
"""Tables that hold nothing of a compartment."""


def seen(registrar: Registrar, refs: Iterable[Ref], gone: Rows) -> frozenset[Ref]:
    """Those of `refs` that `registrar` may know of; `gone` holds the fields of rows that are there no more."""
    if registrar.frozen:
        return frozenset()
    asked = set(refs)
    found = _seen_today(registrar, asked)
    above = {ref: _above(ref, gone) for ref in asked - found if ref in gone}
    if above:
        higher = seen(registrar, {one for all_ in above.values() for one in all_}, gone)
        found |= {ref for ref, all_ in above.items() if all_ and all_ <= higher}
    return frozenset(found)


_ALSO: Mapping[str, tuple[tuple[str, str], ...]] = {
    "unitname": (("account_id", "account"),),
    "unitparent": (("account_id", "account"), ("parent_id", "unit")),
    "posting": (("account_id", "account"), ("unit_id", "unit")),
    "callsign": (("account_id", "account"), ("posting_id", "posting")),
    "matchdecision": (("recording_id", "recording"),),
    "deployment": (("account_id", "account"), ("tasking_unit_id", "unit"), ("tasking_person_id", "person")),
    "headcount": (("account_id", "account"),),
    "departure": (("account_id", "account"), ("person_id", "person")),
}
"""By table: what a row that is gone rested on as well, and is not seen without."""


def _above(ref: Ref, gone: Rows) -> frozenset[Ref]:
    """What the row `ref`, which is gone, belonged to and rested on."""
    if ref[0] not in ABOVE:
        return frozenset()
    wanted = (ABOVE[ref[0]], *_ALSO.get(ref[0], ()))
    return frozenset((table, row) for field, table in wanted if isinstance(row := gone[ref].get(field), str))


def _seen_today(registrar: Registrar, refs: Iterable[Ref]) -> set[Ref]:
    found: set[Ref] = set()
    for table, group in groupby(sorted(refs), key=lambda ref: ref[0]):
        ids = [row for _, row in group]
        found |= {(table, row) for row in _ids_seen(registrar, table, ids)}
    return found


def _ids_seen(registrar: Registrar, table: str, ids: list[str]) -> Iterable[str]:
    if table in _COMPARTMENT:
        there = rows.model_of(table).objects.filter(_OF_PEOPLE.get(table, Q()), pk__in=ids)
        return visible(there, registrar, path=_COMPARTMENT[table]).values_list("pk", flat=True)
    if table in _OPEN_TO_STAFF:
        return ids
    if table in _BY_QUERY:
        return _BY_QUERY[table](registrar).filter(pk__in=ids).values_list("pk", flat=True)
    return ()


def _interests(registrar: Registrar) -> QuerySet[Interest]:
    return Interest.objects.filter(registrar=registrar)


def _role_grants(registrar: Registrar) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(registrar__in=registrars_known(registrar))


def _memberships(registrar: Registrar) -> QuerySet[Membership]:
    known: list[Compartment] = list(compartments_known(registrar))
    return Membership.objects.filter(Q(compartment__in=known) | Q(registrar=registrar))


_BY_QUERY: Mapping[str, Callable[[Registrar], QuerySet[Any]]] = {  # Any: rows of many tables
    "edition": editions,
    "erasure": erasures,
    "hold": holds,
    "registrar": registrars_known,
    "compartment": compartments_known,
    "proposal": proposals,
    "conflict": conflicts,
    "interest": _interests,
    "canary": canaries,
    "hint": hints,
    "persondecision": linking.decisions_on_persons,
    "incidentdecision": linking.decisions_on_incidents,
    "matchdecision": matches.decisions,
    "medicalreport": reports,
    "medicalfinding": known_findings,
    "unit": forces.units_seen,
    "unitname": forces.names,
    "unitparent": forces.links,
    "posting": forces.postings,
    "callsign": communications.call_signs,
    "deployment": whereabouts.deployments,
    "count": counting.counts,
    "headcount": staffing.headcounts,
    "departure": staffing.departures,
    "rolegrant": _role_grants,
    "membership": _memberships,
}
"""By table: the query that knows who may see its rows."""
