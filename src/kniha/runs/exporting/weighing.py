"""What of incidents, statements and persons stays, item by item, each with its reason, a code of the list `leaving-reasons`.

An incident leaves when a lawyer accepted it and every statement that it cites may leave: its conclusions cannot be taken apart. A person
leaves when every statement that tells of them may, and their own danger allows it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from kniha.book.events.models import Citation, Incident
from kniha.book.statements.leaving import Handing, dangers_of, reason_of, staying
from kniha.book.statements.models import Mention, Statement


def incidents(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these incidents that stay."""
    cited: defaultdict[str, set[str]] = defaultdict(set)
    for incident, statement in Citation.objects.filter(incident__in=batch).values_list("incident_id", "account__statement_id"):
        cited[incident].add(statement)
    stays = staying({one for some in cited.values() for one in some}, handing, today=today)
    found = {incident: first(stays, cited[incident]) for incident in batch}
    rows = dict(_in_state(batch))
    for incident in batch:
        if rows[incident] != "accepted":
            found[incident] = "not-accepted"
        elif not cited[incident] or rows[incident] == "unsupported":
            found[incident] = "unsupported"
    return {incident: reason for incident, reason in found.items() if reason}


def _in_state(batch: Collection[str]) -> Iterator[tuple[str, str]]:
    for incident, state, unsupported in Incident.objects.filter(pk__in=batch).values_list("pk", "state", "unsupported"):
        yield incident, "unsupported" if unsupported and state == "accepted" else state


def persons(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these persons that stay; `unsupported` of whom no statement tells."""
    telling: defaultdict[str, set[str]] = defaultdict(set)
    # Two questions: asked as one, with an or over both joins, the database reads every mention for every batch.
    spoken = Statement.objects.filter(source__in=batch).values_list("source_id", "pk")
    mentioned = Mention.objects.filter(person__in=batch).values_list("person_id", "account__statement_id")
    for person, statement in (*spoken, *mentioned):
        telling[str(person)].add(statement)
    stays = staying({one for some in telling.values() for one in some}, handing, today=today)
    dangers = dangers_of(batch)
    spoke = {str(person) for person, _ in spoken}
    found = {}
    for person in batch:
        # Danger is assessed of who spoke; of somebody who was only named it counts where somebody assessed it.
        danger = reason_of(dangers.get(person), handing, today=today) if person in spoke or person in dangers else ""
        found[person] = first(stays, telling[person]) or danger or ("" if telling[person] else "unsupported")
    return {person: reason for person, reason in found.items() if reason}


def first(stays: Mapping[str, str], statements: Iterable[str]) -> str:
    """One reason, always the same one, of those for which some of `statements` stay."""
    return min((stays[one] for one in statements if one in stays), default="")
