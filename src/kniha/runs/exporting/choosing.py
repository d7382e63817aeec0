"""What of a registrar's records may leave for one recipient and purpose, and what stays, by reason.

Which reasons there are is told in `weighing` and `weighing_forces`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from kniha.book.access.models import Registrar
from kniha.book.events import queries as events
from kniha.book.forces import queries as forces
from kniha.book.forces import whereabouts
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.statements.leaving import Handing, staying
from kniha.runs.exporting import weighing, weighing_forces

_AT_ONCE = 500

KINDS = ("incidents", "statements", "persons", "units", "postings", "deployments")


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


def _statements(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    return staying(batch, handing, today=today)


def _batches(ids: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(ids, _AT_ONCE)):
        yield batch


_Weigh = Callable[[Collection[str], Handing, date], Mapping[str, str]]
_KINDS: Mapping[str, tuple[Callable[[Registrar], Iterator[str]], _Weigh]] = {
    "incidents": (lambda one: events.incidents(one).values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE), weighing.incidents),
    "statements": (lambda one: statements.statements(one).values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE), _statements),
    "persons": (lambda one: people.people(one).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE), weighing.persons),
    "units": (
        lambda one: forces.names(one).order_by("unit", "pk").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE),
        weighing_forces.names,
    ),
    "postings": (
        lambda one: forces.postings(one).order_by("unit", "pk").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE),
        weighing_forces.postings,
    ),
    "deployments": (
        lambda one: whereabouts.deployments(one).order_by("unit", "pk").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE),
        weighing_forces.deployments,
    ),
}
