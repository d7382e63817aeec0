"""Persons at the desk: how long the worker compares a compartment of 1,000 and of 10,000 persons, what it proposes, and the list of pairs.

A fifth of the persons stands there twice: in Belarusian with the patronymic, and in Russian or Latin without. Everybody is invented.
Seconds are of the processor. `bench/pairing.py 500` for a quick look.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

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
from kniha.book.journal import rows  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.book.linking.models import Pairing, PersonPair  # noqa: E402
from kniha.book.linking.rules import pair_of  # noqa: E402
from kniha.book.people.models import Person, PersonName  # noqa: E402
from kniha.names.latin import latin_forms  # noqa: E402
from kniha.runs.pairing import pair_people  # noqa: E402
from kniha.vocab.ids import new_id  # noqa: E402
from people import made  # noqa: E402

SIZES = (1_000, 10_000)
HEAD = (
    "persons", "compare, s", "nothing changed, s", "pairs found", "kept", "planted pairs among them", "list of pairs, s", "memory, MB",
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
        print(f"| {size:,} | {' | '.join(measured(two, size))} |", flush=True)


def measured(two: tuple, size: int) -> Iterator[str]:
    """Fill a compartment and compare its persons; yield the cells of the row."""
    hand = Hand(two[0], queries.roles(two[0]), NOW, chance.randbytes)
    compartment = actions.open_compartment(hand, two, title=f"{size}", receives_reports=False)
    registrar = actions.enrol_registrar(hand, two, Enrolment(f"Vera {size}", ("investigator",)))
    actions.admit_member(hand, two, compartment, registrar)
    planted = filled(compartment, size)
    yield f"{seconds(lambda: pair_people(compartment, now=NOW)):.1f}"
    yield f"{seconds(lambda: pair_people(compartment, now=NOW)):.2f}"
    run = Pairing.objects.get(compartment=compartment)
    kept = set(PersonPair.objects.filter(person__compartment=compartment).values_list("person", "second"))
    yield f"{run.found:,}"
    yield f"{run.kept:,}"
    yield f"{len(kept & planted):,} of {len(planted):,}"
    user = User.objects.create(username=f"vera{size}")
    SignIn.objects.create(user=user, registrar=registrar)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    client.get("/same/")
    yield f"{seconds(lambda: client.get('/same/')):.2f}"
    yield f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,}"


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def filled(compartment: Compartment, size: int) -> set[tuple[str, str]]:
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


if __name__ == "__main__":
    main()
