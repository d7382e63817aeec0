"""What of a registrar's incidents, statements or persons may leave for one recipient and purpose, and what stays, by reason.

An incident leaves when a lawyer accepted it and every statement that it cites may leave: its conclusions cannot be taken apart. A person
leaves when every statement that tells of them may, and their own danger allows it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from kniha.book.access.models import Registrar
from kniha.book.events import queries as events
from kniha.book.events.models import Citation, Incident
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.statements.leaving import Handing, dangers_of, reason_of, staying
from kniha.book.statements.models import Mention, Statement

_AT_ONCE = 500

KINDS = ("incidents", "statements", "persons")


@dataclass(slots=True)
class Chosen:
    """The ids of what may leave, in order, and how many stay, by the codes of `leaving-reasons`.

    `waiting`: of those that stay, the ids of what stays for danger alone, which a second registrar may let leave.
    """

    leaving: list[str] = field(default_factory=list)
    staying: Counter[str] = field(default_factory=Counter)
    waiting: list[str] = field(default_factory=list)


def visible_ids(registrar: Registrar, kind: str) -> Iterator[str]:
    """The ids of everything of `kind` that `registrar` may see, in the order of the file."""
    return _KINDS[kind][0](registrar)


def choose(
    registrar: Registrar, kind: str, handing: Handing, *, today: date, agreed: Collection[str] = (), only: Collection[str] | None = None
) -> Chosen:
    """Weigh all of `kind` that `registrar` may see, or of that the rows `only`; a second agreed to the rows `agreed`. Writes nothing."""
    _, weigh = _KINDS[kind]
    among = frozenset(only or ())
    chosen, seconded, agreed = Chosen(), replace(handing, second=True), frozenset(agreed)
    for batch in _batches(one for one in visible_ids(registrar, kind) if only is None or one in among):
        reasons = dict(weigh(batch, handing, today))
        endangered = [one for one in batch if reasons.get(one) == "danger"]
        staying_all_the_same = weigh(endangered, seconded, today) if endangered else {}
        for one in endangered:
            if one in staying_all_the_same:
                reasons[one] = staying_all_the_same[one]
            elif one in agreed:
                del reasons[one]
            else:
                chosen.waiting.append(one)
        chosen.leaving += [one for one in batch if one not in reasons]
        chosen.staying.update(reasons[one] for one in batch if one in reasons)
    return chosen


def _incidents(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    cited: defaultdict[str, set[str]] = defaultdict(set)
    for incident, statement in Citation.objects.filter(incident__in=batch).values_list("incident_id", "account__statement_id"):
        cited[incident].add(statement)
    stays = staying({one for some in cited.values() for one in some}, handing, today=today)
    found = {incident: _first(stays, cited[incident]) for incident in batch}
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


def _statements(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    return staying(batch, handing, today=today)


def _persons(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
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
        found[person] = _first(stays, telling[person]) or danger or ("" if telling[person] else "unsupported")
    return {person: reason for person, reason in found.items() if reason}


def _first(stays: Mapping[str, str], statements: Iterable[str]) -> str:
    """One reason, always the same one, of those for which some of `statements` stay."""
    return min((stays[one] for one in statements if one in stays), default="")


def _batches(ids: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(ids, _AT_ONCE)):
        yield batch


_Weigh = Callable[[Collection[str], Handing, date], Mapping[str, str]]
_KINDS: Mapping[str, tuple[Callable[[Registrar], Iterator[str]], _Weigh]] = {
    "incidents": (lambda one: events.incidents(one).values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE), _incidents),
    "statements": (lambda one: statements.statements(one).values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE), _statements),
    "persons": (lambda one: people.people(one).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE), _persons),
}
