"""The desk: server time of its pages on 100,000 statements, 100,000 incidents and 50,000 persons, and on a tenth of that; SQLite.

Rows are written straight into the tables, as replay writes them: what is measured is reading. Two registrars ask: one who may see all,
one who may see 1 %. Each page is asked for once before it counts, then 15 times; the middle and the slowest but one are told.
`bench/desk.py 1000` for a quick look.
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
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HOME = tempfile.TemporaryDirectory(prefix="kniha-bench-")
os.environ.update(KNIHA_HOME=HOME.name, DJANGO_SETTINGS_MODULE="kniha.desk.settings", KNIHA_DEMO="1")

import django  # noqa: E402  the home comes first

django.setup()
gc.freeze()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from kniha.book.access import actions, queries  # noqa: E402
from kniha.book.access.actions import Enrolment  # noqa: E402
from kniha.book.access.models import Compartment, Registrar, SignIn  # noqa: E402
from kniha.book.events.models import Act, Citation, Incident, Involvement  # noqa: E402
from kniha.book.journal import rows, tallying  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.book.people.models import Person, PersonName  # noqa: E402
from kniha.book.statements.models import Account, Mention, Passage, Statement  # noqa: E402
from kniha.vocab.ids import Id, new_id  # noqa: E402

SIZES = (10_000, 100_000)
ASKED = 15
TOGETHER = 5_000
BIG_ACCOUNTS, BIG_ACTS = 50, 40
TEXT = "11 жніўня каля адзінаццатай вечара нас спынілі на рагу. Мужчына ў чорным біў мяне дубінкай па спіне. Яго звалі «Рысь». "
KINDS = ("integrity.physical-assault", "liberty.arbitrary-arrest", "integrity.torture", "property.destruction")
START = datetime(2020, 8, 9, 12, tzinfo=UTC)
chance = random.Random(7)


def main() -> None:
    """Measure at each size and print the table."""
    print("| page | registrar sees | " + " | ".join(f"{size:,} ms" for size in sizes()) + " | queries | to reach, ms |")
    print("|---|---|" + "---|" * (len(sizes()) + 2))
    told: dict[tuple[str, str], list[tuple[float, float, int]]] = {}
    for size in sizes():
        for key, figures in measured(size):
            told.setdefault(key, []).append(figures)
    for (page, who), figures in told.items():
        cells = " | ".join(f"{middle:.1f} ({slow:.1f})" for middle, slow, _ in figures)
        print(f"| {page} | {who} | {cells} | {figures[-1][2]} | {GOALS.get(page, '')} |")


GOALS = {
    "statements, page 1": 20,
    "statements, page 1,000": 20,
    "incidents, page 1": 20,
    "incidents, page 1,000": 20,
    "people, page 1": 20,
    "people, page 1,000": 20,
    "incident, 50 accounts": 100,
}


def sizes() -> tuple[int, ...]:
    """The sizes asked for on the command line, or both."""
    return tuple(map(int, sys.argv[1:])) or SIZES


def measured(size: int) -> Iterator[tuple[tuple[str, str], tuple[float, float, int]]]:
    """Fill a register of `size` statements and incidents, and ask for every page."""
    fresh()
    staff, number, statement = filled(size)
    last = f"{min(1000, size // 50):,}"
    pages = {
        "first page of the day": "/",
        "statements, page 1": "/statements/",
        f"statements, page {last}": f"/statements/?page={last.replace(',', '')}",
        "statements not coded yet": "/statements/?coded=no",
        "incidents, page 1": "/incidents/",
        f"incidents, page {last}": f"/incidents/?page={last.replace(',', '')}",
        "incidents of one kind": f"/incidents/?kind={KINDS[0]}",
        "incidents of a month": "/incidents/?first=08.2020&last=08.2020",
        "people, page 1": "/people/",
        f"people, page {last}": f"/people/?page={last.replace(',', '')}",
        "incident, 50 accounts": f"/incidents/{number}/",
        "statement": f"/statements/{statement}/",
    }
    for who, registrar in staff.items():
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(User.objects.get(sign_in__registrar=registrar))
        for page, address in pages.items():
            if who == "1 %" and page in {"incident, 50 accounts", "statement"}:
                continue
            yield (page.replace(f"page {last}", "page 1,000"), who), asked(client, address)


def asked(client: Client, address: str) -> tuple[float, float, int]:
    """Milliseconds of a page: the middle and the slowest but one; and how many queries it makes."""
    made = []

    def count(execute: Any, *asked: Any) -> Any:  # Any: Django's wrapper of queries
        made.append(1)
        return execute(*asked)

    with connection.execute_wrapper(count):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    print(f"{address} {times[ASKED // 2]:.1f} ms", file=sys.stderr)
    return times[ASKED // 2], times[-2], len(made)


def fresh() -> None:
    """An empty database."""
    connection.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{settings.DATABASES['default']['NAME']}{ending}").unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)


def filled(size: int) -> tuple[dict[str, Registrar], str, str]:
    """The staff, the number of an incident with many accounts, the id of one of its statements."""
    big, small, staff = founded()
    with transaction.atomic():
        for first in range(0, size, TOGETHER):
            rows.apply(list(batch(first, min(first + TOGETHER, size), big, small)))
            print(f"{first + TOGETHER:,} of {size:,}", file=sys.stderr)
        changes, number, statement = incident_of_many(big)
        rows.apply(changes)
    tallying.count_again()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return staff, number, statement


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
        staff[who] = actions.enrol_registrar(hand, two, Enrolment(name, ("clerk", "investigator")))
        for compartment in where:
            actions.admit_member(hand, two, compartment, staff[who])
        SignIn.objects.create(user=User.objects.create_user(name, password=secrets.token_hex()), registrar=staff[who])
    return big, small, staff


def batch(first: int, last: int, big: Compartment, small: Compartment) -> Iterator[rows.Change]:
    """Statements, most of them coded, each with an incident of its own; a person to every second."""
    for number in range(first, last):
        compartment = small if number % 100 == 0 else big
        at = START + timedelta(minutes=37 * chance.randrange(20_000))
        statement, account, incident = (new_id(secrets.token_bytes) for _ in range(3))
        yield statement_change(statement, compartment, at)
        if number % 10:
            yield from account_changes(statement, account, at)
            yield from concluded(incident, account)
        yield incident_change(incident, compartment, at, number)
        if number % 2:
            person = new_id(secrets.token_bytes)
            yield rows.insert(Person, person, compartment_id=compartment.pk)
            yield rows.insert(PersonName, new_id(secrets.token_bytes), person_id=person, text=f"Іван {number}", language="be")


def statement_change(statement: Id, compartment: Compartment, at: datetime) -> rows.Change:
    return rows.insert(
        Statement, statement, compartment_id=compartment.pk, kind="report", language="be", text=TEXT * chance.randrange(1, 8),
        when_words="11 жніўня", where_words="ля метро", came_to_be="free", received_on=(at + timedelta(days=9)).date(),
    )  # fmt: skip


def account_changes(statement: Id, account: Id, at: datetime) -> Iterator[rows.Change]:
    passage = new_id(secrets.token_bytes)
    yield rows.insert(
        Account, account, statement_id=statement, first=at, last=at + timedelta(hours=1), zone="Europe/Minsk", precision="about",
        lat_e7=539023000, lon_e7=275619000, radius_m=200, where_words="рог", kinds=[KINDS[0]], coded_by="0" * 32, coded_on=at.date(),
    )  # fmt: skip
    yield rows.insert(Passage, passage, account_id=account, about="act", start=5, end=30)
    yield rows.insert(Mention, new_id(secrets.token_bytes), account_id=account, passage_id=passage, role="alleged-part", name="Рысь")


def incident_change(incident: Id, compartment: Compartment, at: datetime, number: int) -> rows.Change:
    return rows.insert(
        Incident, incident, number=f"KN-2026-{100_000 + number}", compartment_id=compartment.pk, title="Збіццё на рагу",
        state=chance.choice(("draft", "in-review", "accepted", "returned")), first=at, last=at + timedelta(hours=1), zone="Europe/Minsk",
        precision="about", lat_e7=539023000, lon_e7=275619000, radius_m=200, place_words="рог вуліцы", author="0" * 32, opened_on=at.date(),
    )  # fmt: skip


def concluded(incident: Id, account: Id) -> Iterator[rows.Change]:
    for about in ("event", "when", "where"):
        yield rows.insert(Citation, new_id(secrets.token_bytes), incident_id=incident, about=about, account_id=account)
    act = new_id(secrets.token_bytes)
    yield rows.insert(Act, act, incident_id=incident, kind=chance.choice(KINDS), victim_count=1)
    yield rows.insert(Citation, new_id(secrets.token_bytes), incident_id=incident, act_id=act, about="act", account_id=account)


def incident_of_many(compartment: Compartment) -> tuple[list[rows.Change], str, str]:
    """An incident that 50 accounts tell of, with 40 acts: 200 sources and more."""
    incident, changes, accounts = new_id(secrets.token_bytes), [], []
    statements = [new_id(secrets.token_bytes) for _ in range(BIG_ACCOUNTS)]
    changes.append(incident_change(incident, compartment, START, 999_999))
    for statement in statements:
        accounts.append(new_id(secrets.token_bytes))
        changes += [statement_change(statement, compartment, START), *account_changes(statement, accounts[-1], START)]
        changes += [
            rows.insert(Citation, new_id(secrets.token_bytes), incident_id=incident, about=about, account_id=accounts[-1])
            for about in ("event", "when", "where")
        ]
    for number in range(BIG_ACTS):
        act, person = new_id(secrets.token_bytes), new_id(secrets.token_bytes)
        changes.append(rows.insert(Act, act, incident_id=incident, kind=KINDS[number % 4], victim_count=1))
        changes.append(
            rows.insert(Citation, new_id(secrets.token_bytes), incident_id=incident, act_id=act, about="act", account_id=accounts[number])
        )
        changes += [
            rows.insert(Person, person, compartment_id=compartment.pk),
            rows.insert(PersonName, new_id(secrets.token_bytes), person_id=person, text=f"Рысь {number}"),
            rows.insert(
                Involvement,
                new_id(secrets.token_bytes),
                act_id=act,
                person_id=person,
                degree="carried-out",
                finding="suspicion",
                basis="назвалі",
            ),
        ]
    return changes, "KN-2026-1099999", statements[0]


if __name__ == "__main__":
    main()
