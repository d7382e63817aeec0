"""What the accounts of incidents tell, as rows that can be compared: when, where and how surely, which acts, people, units, which words.

What an account leaves open is what the register concluded of its incident. The words are the whole statement where it tells of one event
alone, else the passages that the account rests on. An account whose statement is erased, or sealed under a hold, tells nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from kniha.book.events.models import Act, Citation, Incident
from kniha.book.linking.row import Row
from kniha.book.statements.models import Account, Mention, Passage

MOST_ACCOUNTS = 20
"""Of one incident: more of them say nothing new of whether two are one."""
LONGEST = 4_000
"""Letters of a statement that are compared."""
FEWEST = 5
"""Words. Fewer ("I do not know") are said by many, and say nothing of whether two are one."""
_WHEN_WHERE = ("first", "last", "lat_e7", "lon_e7", "radius_m")
_DIVIDING = str.maketrans(dict.fromkeys(";,|", " "))
_E7 = 10_000_000

Told = dict[str, str]


def of_compartment(compartment: str) -> Iterator[Row]:
    """The rows of all incidents of a compartment."""
    return _rows(Incident.objects.filter(compartment=compartment), Account.objects.filter(statement__compartment=compartment))


def of_incidents(incidents: QuerySet[Incident], accounts: QuerySet[Account]) -> Mapping[str, Row]:
    """The rows of some incidents out of those of their accounts that somebody may see, by their keys."""
    return {row.key: row for row in _rows(incidents, accounts)}


def _rows(incidents: QuerySet[Incident], accounts: QuerySet[Account]) -> Iterator[Row]:
    cited = Citation.objects.filter(about="event", incident__in=incidents, account__in=accounts)
    concluded = {pk: _when_where(told) for pk, *told in incidents.values_list("pk", *_WHEN_WHERE)}
    acts = _listed(Act.objects.filter(incident__in=incidents, unsupported=False).values_list("incident", "kind"))
    of_accounts = _said_of(cited.values("account"))
    words = _Words(cited)
    columns = ("incident", "account", "account__statement", "account__statement__text", "account__kinds")
    rows = cited.order_by("incident", "account__statement__received_on", "account")
    count: Counter[str] = Counter()
    for incident, account, statement, text, kinds, *told in rows.values_list(
        *columns, *(f"account__{name}" for name in _WHEN_WHERE)
    ).iterator(chunk_size=1000):  # fmt: skip
        count[incident] += 1
        if count[incident] <= MOST_ACCOUNTS:
            done = {"kinds": ";".join(sorted(kinds)) or acts.get(incident, "")}
            said = concluded[incident] | _when_where(told) | done | of_accounts.get(account, {})
            yield Row(incident, account, said | {"text": words.of(account, statement, text)})


def _when_where(values: Sequence[Any]) -> Told:  # Any: two instants, then three numbers
    """Time and place, as the engine reads them."""
    first, last, lat_e7, lon_e7, radius_m = values
    told: Told = {}
    if first is not None and last is not None:
        told |= {"start": first.isoformat(), "end": last.isoformat()}
    if lat_e7 is not None and lon_e7 is not None and radius_m is not None:
        told |= {"lat": str(lat_e7 / _E7), "lon": str(lon_e7 / _E7), "radius_m": str(radius_m)}
    return told


def _said_of(accounts: QuerySet[Citation, Mapping[str, object]]) -> Mapping[str, Told]:
    """People and units that each account names, in its own words."""
    found: defaultdict[str, Told] = defaultdict(dict)
    for column, field in (("people", "name"), ("units", "unit")):
        named = Mention.objects.filter(account__in=accounts).exclude(**{field: ""}).values_list("account", field)
        for account, said in _listed(named).items():
            found[account][column] = said
    return found


def _listed(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """By the first of each pair, all that stands second with it, as the engine reads lists."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(" ".join(value.translate(_DIVIDING).split()))
    return {key: ";".join(sorted(values)) for key, values in found.items()}


class _Words:
    """The words of accounts: of their passages, where one statement tells of several events."""

    def __init__(self, cited: QuerySet[Citation]) -> None:
        statements = Account.objects.filter(statement__in=cited.values("account__statement"))
        self._events = dict(statements.order_by().values_list("statement").annotate(events=Count("pk")))
        self._passages: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        passages = Passage.objects.filter(account__in=cited.values("account")).order_by("start", "end")
        for account, start, end in passages.values_list("account", "start", "end"):
            self._passages[account].append((start, end))

    def of(self, account: str, statement: str, text: str) -> str:
        """The words that an account rests on; none where they are too few to tell anything."""
        alone = self._events[statement] == 1
        said = text if alone else " … ".join(text[start:end] for start, end in self._passages[account])
        return said[:LONGEST] if len(said.split()) >= FEWEST else ""
