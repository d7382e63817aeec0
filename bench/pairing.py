"""At the desk: how long the worker compares 1,000 and 10,000 persons or incidents of a compartment, what it proposes, the list of pairs.

A fifth of the persons stands there twice: in Belarusian with the patronymic, and in Russian or Latin without. So does a fifth of the
incidents: the second account has two words of three, an hour and 200 metres off. Everybody is invented.
Seconds are of the processor. `bench/pairing.py 500` for a quick look.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOME = tempfile.TemporaryDirectory(prefix="kniha-bench-")
os.environ.update(KNIHA_HOME=HOME.name, DJANGO_SETTINGS_MODULE="kniha.desk.settings", KNIHA_DEMO="1")

import django  # noqa: E402  the home comes first

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from kniha.book.access import actions, queries  # noqa: E402
from kniha.book.access.actions import Enrolment  # noqa: E402
from kniha.book.access.models import Compartment, SignIn  # noqa: E402
from kniha.book.events.models import Citation, Incident  # noqa: E402
from kniha.book.journal import rows  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.book.linking.kinds import INCIDENTS, PERSONS, Kind  # noqa: E402
from kniha.book.linking.rules import pair_of  # noqa: E402
from kniha.book.people.models import Person, PersonName  # noqa: E402
from kniha.book.statements.models import Account, Mention, Statement  # noqa: E402
from kniha.names.latin import latin_forms  # noqa: E402
from kniha.runs.pairing import pair_up  # noqa: E402
from kniha.vocab.ids import new_id  # noqa: E402
from people import made  # noqa: E402

SIZES = (1_000, 10_000)
HEAD = (
    "what", "compare, s", "nothing changed, s", "pairs found", "kept", "planted pairs among them", "list of pairs, s", "memory, MB",
)  # fmt: skip
NOW = datetime(2026, 11, 30, tzinfo=UTC)
chance = random.Random(11)


def main() -> None:
    """Measure at each size, each in a compartment of its own."""
    call_command("migrate", verbosity=0, interactive=False)
    hand = Hand(None, frozenset(), NOW, chance.randbytes, "register")
    founders = tuple(Enrolment(name, ("administrator", "custodian")) for name in ("Anna", "Boris"))
    two = actions.found_register(hand, register="11" * 32, number_prefix="KN", founders=founders)
    print(f"| {' | '.join(HEAD)} |")
    print("|" + "---|" * len(HEAD))
    for size in tuple(map(int, sys.argv[1:])) or SIZES:
        for one in MEASURED:
            print(f"| {size:,} {one.kind.name}s | {' | '.join(measured(two, size, one))} |", flush=True)


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind, how a compartment is filled with it, and its list."""

    kind: Kind
    filled: Callable[[Compartment, int], set[tuple[str, str]]]
    address: str


def measured(two: tuple, size: int, one: Measured) -> Iterator[str]:
    """Fill a compartment and compare what lies in it; yield the cells of the row."""
    hand = Hand(two[0], queries.roles(two[0]), NOW, chance.randbytes)
    compartment = actions.open_compartment(hand, two, title=f"{size} {one.kind.name}", receives_reports=False)
    registrar = actions.enrol_registrar(hand, two, Enrolment(f"Vera {size} {one.kind.name}", ("investigator",)))
    actions.admit_member(hand, two, compartment, registrar)
    planted = one.filled(compartment, size)
    yield f"{seconds(lambda: pair_up(one.kind, compartment, now=NOW)):.1f}"
    yield f"{seconds(lambda: pair_up(one.kind, compartment, now=NOW)):.2f}"
    run = one.kind.comparisons.get(compartment=compartment)
    kept = set(one.kind.pairs.filter(second__compartment=compartment).values_list(one.kind.name, "second"))
    yield f"{run.found:,}"
    yield f"{run.kept:,}"
    yield f"{len(kept & planted):,} of {len(planted):,}"
    user = User.objects.create(username=f"vera{size}{one.kind.name}")
    SignIn.objects.create(user=user, registrar=registrar)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    client.get(one.address)
    yield f"{seconds(lambda: client.get(one.address)):.2f}"
    yield f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,}"


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def filled_with_persons(compartment: Compartment, size: int) -> set[tuple[str, str]]:
    """Write the persons as replay writes them; return the pairs that are one."""
    changes, planted, count = [], set(), 0
    while count < size:
        one = made.person(chance)
        names = [made.be_full(one)]
        if chance.random() < 0.25:
            names.append(made.ru(one) if chance.random() < 0.5 else chance.choice(list(latin_forms(made.be(one), "be").values())))
        ids = [new_id(chance.randbytes) for _ in names]
        for person, name in zip(ids, names, strict=True):
            changes.append(rows.insert(Person, person, compartment=compartment))
            changes.append(rows.insert(PersonName, new_id(chance.randbytes), person_id=person, text=name))
        if len(ids) == 2:
            planted.add(pair_of(*ids))
        count += len(ids)
    with transaction.atomic():
        rows.apply(changes)
    return planted


def filled_with_incidents(compartment: Compartment, size: int) -> set[tuple[str, str]]:
    """Write incidents of a month of nights in one city, each with one account; return the pairs that are one."""
    words = ["".join(chance.choice("абвгдеіклмнопрстуўыя") for _ in range(chance.randint(3, 9))) for _ in range(3_000)]
    changes, planted, count = [], set(), 0
    while count < size:
        at = datetime(2020, 8, 9, tzinfo=UTC) + timedelta(minutes=chance.randrange(30 * 24 * 60))
        point = 539_000_000 + chance.randrange(-1_000_000, 1_000_000), 275_600_000 + chance.randrange(-1_500_000, 1_500_000)
        text, name = chance.sample(words, 60), made.be(made.person(chance))
        ids = []
        for nth in range(2 if chance.random() < 0.25 else 1):
            said = text if not nth else [word if chance.random() < 2 / 3 else chance.choice(words) for word in text]
            begin, aside = at + timedelta(hours=nth), 18_000 * nth
            ids.append(new_id(chance.randbytes))
            changes += told(compartment, ids[-1], " ".join(said), at=begin, point=(point[0] + aside, point[1]), name=name)
        if len(ids) == 2:
            planted.add(pair_of(*ids))
        count += len(ids)
    with transaction.atomic():
        rows.apply(changes)
    return planted


def told(compartment: Compartment, incident: str, text: str, *, at: datetime, point: tuple[int, int], name: str) -> list[rows.Change]:
    """An incident out of one account of one statement."""
    statement, account = new_id(chance.randbytes), new_id(chance.randbytes)
    when = {"first": at, "last": at + timedelta(hours=2), "zone": "Europe/Minsk", "precision": "about"}
    where = {"lat_e7": point[0], "lon_e7": point[1], "radius_m": 300}
    kinds = chance.sample(["integrity.physical-assault", "liberty.arbitrary-arrest", "integrity.ill-treatment"], 2)
    coded = {"kinds": kinds, "coded_by": "x", "coded_on": NOW.date()}
    return [
        rows.insert(Statement, statement, compartment=compartment, kind="report", text=text, received_on=NOW.date()),
        rows.insert(Account, account, statement_id=statement, **when, **where, **coded),
        rows.insert(Mention, new_id(chance.randbytes), account_id=account, role="victim", name=name if chance.random() < 0.3 else ""),
        rows.insert(Incident, incident, compartment=compartment, number=incident[:16], author="x", opened_on=NOW.date(), **when, **where),
        rows.insert(Citation, new_id(chance.randbytes), incident_id=incident, account_id=account, about="event"),
    ]


MEASURED = (Measured(PERSONS, filled_with_persons, "/same/"), Measured(INCIDENTS, filled_with_incidents, "/same/incidents/"))

if __name__ == "__main__":
    main()
