"""Numbers at the desk: CPU time of the dashboard and of tables over 100,000 incidents with their acts, and of counting all anew; SQLite.

Rows are written straight into the tables, as replay writes them. Two registrars ask: one who may see all, one who may see 1 %. Each
page is asked for once before it counts, then seven times; the middle is told, CPU of the whole answer. `bench/counting.py 1000` for a look.
"""

import gc
import os
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

HOME = tempfile.TemporaryDirectory(prefix="kniha-bench-")
os.environ.update(KNIHA_HOME=HOME.name, DJANGO_SETTINGS_MODULE="kniha.desk.settings", KNIHA_DEMO="1")

import django  # noqa: E402  the home comes first

django.setup()
gc.freeze()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from kniha.book.access import actions, queries  # noqa: E402
from kniha.book.access.actions import Enrolment  # noqa: E402
from kniha.book.access.models import Compartment, Registrar, SignIn  # noqa: E402
from kniha.book.counting import deriving  # noqa: E402
from kniha.book.counting.models import CountedAct  # noqa: E402
from kniha.book.events.models import Act, Citation, Incident, Involvement  # noqa: E402
from kniha.book.forces.models import UnitName  # noqa: E402
from kniha.book.forces.units import Unit  # noqa: E402
from kniha.book.journal import rows, tallying  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.book.people.models import Person  # noqa: E402
from kniha.book.statements.models import Account, Consent, Statement  # noqa: E402
from kniha.vocab.gazetteer import known_places  # noqa: E402
from kniha.vocab.ids import Id, new_id  # noqa: E402
from kniha.vocab.terms import terms  # noqa: E402

SIZE = 100_000
ASKED = 7
TOGETHER = 5_000
UNITS = 40
KINDS = [term.code for term in terms("act-kinds")][:40]
TOWNS = [place.place for place in known_places() if place.kind == "town"][:60]
START = datetime(2020, 8, 1, tzinfo=UTC)
DAYS = 1_200
PAGES = {
    "dashboard": "/numbers/",
    "dashboard of three months": "/numbers/?first=2020-08-01&last=2020-10-31",
    "violations by month": "/numbers/table/",
    "violations by place and kind": "/numbers/table/?rows=place&columns=kind",
    "victims by name, by month and verification": "/numbers/table/?measure=named&rows=month&columns=verification",
    "incidents by unit": "/numbers/table/?measure=incidents&rows=unit",
    "records behind a number": "/numbers/records/?measure=acts&rows=month&row=2020-08",
}
chance = random.Random(11)


def main() -> None:
    """Fill, derive, ask, and print the tables."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    staff = filled(size)
    began = time.process_time()
    deriving.write_all_again()
    derived = time.process_time() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{size:,} incidents, {CountedAct.objects.count():,} acts. All counted anew in {derived:.1f} CPU-s.\n")
    print("| page | registrar sees | CPU ms | queries |\n|---|---|---|---|")
    for who, registrar in staff.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(User.objects.get(sign_in__registrar=registrar))
        for page, address in PAGES.items():
            taken, made = asked(client, address)
            print(f"| {page} | {who} | {taken:.0f} | {made} |")


def asked(client: Client, address: str) -> tuple[float, int]:
    """CPU milliseconds of a page, the middle of some; and how many queries it makes."""
    made = []

    def count(execute, *told):
        made.append(1)
        return execute(*told)

    with connection.execute_wrapper(count):
        assert client.get(address).status_code == 200
    taken = []
    for _ in range(ASKED):
        began = time.process_time()
        client.get(address)
        taken.append(1000 * (time.process_time() - began))
    return median(taken), len(made)


def filled(size: int) -> dict[str, Registrar]:
    """A register of `size` incidents with one to three acts each, in two compartments."""
    call_command("migrate", verbosity=0, interactive=False)
    big, small, staff = founded()
    units = [new_id(secrets.token_bytes) for _ in range(UNITS)]
    with transaction.atomic():
        rows.apply([rows.insert(Unit, unit, kind="detachment", force="police.riot") for unit in units])
        named = [
            rows.insert(UnitName, new_id(secrets.token_bytes), unit_id=unit, text=f"Атрад {number}", language="be", read_in="газета")
            for number, unit in enumerate(units)
        ]
        rows.apply(named)
        for first in range(0, size, TOGETHER):
            changes = [
                change
                for number in range(first, min(first + TOGETHER, size))
                for change in incident(small if number % 100 == 0 else big, number, units)
            ]
            rows.apply(changes)
            print(f"{first + TOGETHER:,} of {size:,}", file=sys.stderr)
    tallying.count_again()
    return staff


def founded() -> tuple[Compartment, Compartment, dict[str, Registrar]]:
    """A register with two compartments; Vera is in both, Marek in the small one."""
    now = datetime.now(ZoneInfo("Europe/Minsk"))
    start = Hand(None, frozenset(), now, secrets.token_bytes, "register")
    founders = [Enrolment(name, ("administrator", "custodian")) for name in ("Anna", "Boris")]
    two = actions.found_register(start, register="ab" * 32, number_prefix="KN", founders=founders)
    hand = Hand(two[0], queries.roles(two[0]), now, secrets.token_bytes)
    big, small = (actions.open_compartment(hand, two, title=title, receives_reports=title == "Big") for title in ("Big", "Small"))
    staff = {}
    for who, name, where in (("all", "Vera", (big, small)), ("1 %", "Marek", (small,))):
        staff[who] = actions.enrol_registrar(hand, two, Enrolment(name, ("investigator",)))
        for compartment in where:
            actions.admit_member(hand, two, compartment, staff[who])
        SignIn.objects.create(user=User.objects.create_user(name, password=secrets.token_hex()), registrar=staff[who])
    return big, small, staff


def incident(compartment: Compartment, number: int, units: list[Id]) -> Iterator[rows.Change]:
    """A statement with its consent, an incident, and one to three acts."""
    statement, account, event = (new_id(secrets.token_bytes) for _ in range(3))
    # Two thirds of all in the first three months, the rest over three years.
    days = chance.randrange(90) if chance.random() < 0.66 else chance.randrange(DAYS)
    at, town = START + timedelta(days=days, minutes=chance.randrange(1440)), chance.choice(TOWNS)
    place = {"lat_e7": town.lat_e7, "lon_e7": town.lon_e7, "radius_m": 200}
    when = {"first": at, "last": at + timedelta(hours=1), "zone": "Europe/Minsk", "precision": "about"}
    yield rows.insert(
        Statement, statement, compartment_id=compartment.pk, kind="report", language="be", text="Нас білі.", received_on=at.date()
    )
    yield rows.insert(Consent, new_id(secrets.token_bytes), statement_id=statement, purpose="count", answer=answer(), giver="self")
    yield rows.insert(
        Account,
        account,
        statement_id=statement,
        kinds=[KINDS[0]],
        coded_by="0" * 32,
        coded_on=at.date(),
        where_words="рог",
        **when,
        **place,
    )
    yield rows.insert(
        Incident, event, number=f"KN-2026-{100_000 + number}", compartment_id=compartment.pk, title="Збіццё на рагу",
        state=chance.choice(("draft", "in-review", "accepted", "returned", "rejected")), place_words="рог", author="0" * 32,
        opened_on=at.date(), **when, **place,
    )  # fmt: skip
    yield rows.insert(Citation, new_id(secrets.token_bytes), incident_id=event, about="event", account_id=account)
    for _ in range(chance.choice((1, 1, 2, 3))):
        yield from act(event, account, compartment, units)


def act(event: Id, account: Id, compartment: Compartment, units: list[Id]) -> Iterator[rows.Change]:
    """An act to a person by name or to a group; every fourth with a unit."""
    made, person = (new_id(secrets.token_bytes) for _ in range(2))
    to = {"victim_count": chance.randrange(1, 40)} if chance.random() < 0.2 else {"victim_id": person}
    if "victim_id" in to:
        yield rows.insert(Person, person, compartment_id=compartment.pk)
    verification = chance.choice(("reported", "reported", "pending", "verified"))
    yield rows.insert(Act, made, incident_id=event, kind=chance.choice(KINDS), verification=verification, **to)
    yield rows.insert(Citation, new_id(secrets.token_bytes), incident_id=event, act_id=made, about="act", account_id=account)
    if chance.random() < 0.25:
        yield rows.insert(
            Involvement, new_id(secrets.token_bytes), act_id=made, unit_id=chance.choice(units), degree="carried-out",
            finding="suspicion", basis="назвалі",
        )  # fmt: skip


def answer() -> str:
    return chance.choice(("yes", "yes", "yes", "no"))


if __name__ == "__main__":
    main()
