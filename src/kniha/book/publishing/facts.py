"""What the rules of publication ask of incidents: reviews, consents, support, danger. For one incident, or for all of the public book."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kniha.book.events.models import Act, Citation, Detention, Incident, Injury, Involvement, Proceeding, Review
from kniha.book.people.models import Risk
from kniha.book.publishing.rules import PURPOSE, Facts, Source
from kniha.book.statements.leaving import dangers_of
from kniha.book.statements.models import Consent, Statement

Ids = defaultdict[str, set[str]]

_PURPOSES = (PURPOSE, "keep", "count")


def facts_of(incidents: Collection[str]) -> Mapping[str, Facts]:
    """The facts on `incidents`, some thousands at most, as they are now."""
    states = dict(Incident.objects.filter(pk__in=incidents).values_list("pk", "state"))
    reviews = Counter(Review.objects.filter(incident__in=incidents).values_list("incident_id", flat=True))
    lost, told = Counter(_unsupported(incidents)), _grouped(_statements(incidents))
    everywhere = {one for some in told.values() for one in some}
    sources = _sources(everywhere)
    everybody = _grouped(_people(incidents, told))
    known = {person for people in everybody.values() for person in people}
    dangers, assessed = dangers_of(known), _grouped(Risk.objects.filter(person__in=known).values_list("person_id", "pk"))
    return {
        pk: Facts(
            state=state,
            reviews=reviews[pk],
            unsupported=lost[pk],
            sources=tuple(sources[one] for one in sorted(told[pk])),
            dangers=tuple(dangers.get(person) for person in sorted(everybody[pk])),
            risks=_digest(one for person in everybody[pk] for one in assessed[person]),
        )
        for pk, state in states.items()
    }


def _digest(risks: Iterable[str]) -> str:
    """A digest of assessments: a new one makes another."""
    return hashlib.sha256(" ".join(sorted(risks)).encode()).hexdigest()


def _grouped(pairs: Iterable[tuple[str, str]]) -> Ids:
    found: Ids = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return found


def _statements(incidents: Collection[str]) -> Iterator[tuple[str, str]]:
    """The statements that each rests on: by its accounts, what was found on bodies, stages of detention and trials."""
    yield from Citation.objects.filter(incident__in=incidents).values_list("incident_id", "account__statement_id").distinct()
    found = Injury.objects.filter(act__incident__in=incidents, finding__isnull=False)
    yield from found.values_list("act__incident_id", "finding__report__statement_id")
    for table in (Detention, Proceeding):
        yield from table.objects.filter(incident__in=incidents).values_list("incident_id", "account__statement_id")


def _sources(statements: Collection[str]) -> Mapping[str, Source]:
    answers: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    asked = Consent.objects.filter(statement__in=statements, purpose__in=_PURPOSES)
    for statement, purpose, recipient, answer in asked.values_list("statement_id", "purpose", "recipient", "answer"):
        answers[statement].append((purpose, recipient, answer))
    in_use = Statement.objects.filter(pk__in=statements, compartment__isnull=False)
    there = set(in_use.values_list("pk", flat=True))
    return {one: Source(one in there, tuple(answers[one])) for one in statements}


def _people(incidents: Collection[str], told: Ids) -> Iterator[tuple[str, str]]:
    """Whose danger is weighed: who told, who suffered, who was held or tried."""
    everywhere = {one for some in told.values() for one in some}
    spoke = dict(Statement.objects.filter(pk__in=everywhere, source__isnull=False).values_list("pk", "source_id"))
    yield from ((incident, spoke[one]) for incident, some in told.items() for one in some if one in spoke)
    yield from Act.objects.filter(incident__in=incidents, victim__isnull=False).values_list("incident_id", "victim_id")
    for table in (Detention, Proceeding):
        yield from table.objects.filter(incident__in=incidents, person__isnull=False).values_list("incident_id", "person_id")


def _unsupported(incidents: Collection[str]) -> Iterator[str]:
    """Each incident once for each part of it that rests on nothing any more."""
    yield from Incident.objects.filter(pk__in=incidents, unsupported=True).values_list("pk", flat=True)
    for table in (Act, Detention, Proceeding):
        yield from table.objects.filter(incident__in=incidents, unsupported=True).values_list("incident_id", flat=True)
    alleged = Involvement.objects.filter(act__incident__in=incidents, unsupported=True).exclude(review="withdrawn")
    yield from alleged.values_list("act__incident_id", flat=True)
