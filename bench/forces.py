"""The forces on a day: CPU time of structure, chain and candidates at 5,000 units, 50,000 postings and 10,000 deployments; SQLite.

Rows are written straight into the tables, as replay writes them; what is derived of them is written by a migration. Half of everything lies
open, half rests on accounts of one compartment. Every unit has two commanders over time, every fourth two parents; deployments lie within
15 km of the incident, half of them in its week. Each page is asked for once before it counts, then 15 times; the middle is told.
`bench/forces.py 500` for a quick look.
"""

import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from desk import START, chance, founded, fresh, statement_change  # which opens a home of its own, and sets Django up
from kniha.book.access.models import Compartment
from kniha.book.events.models import Citation, Incident
from kniha.book.forces.models import Deployment, Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Account, Mention
from kniha.vocab.ids import Id, new_id
from units import PLACES, SORTS, tell

DAY = date(2020, 8, 11)
AT = datetime(2020, 8, 11, 19, 50, tzinfo=UTC)
POSTINGS = 10
_TERMS = ((date(2018, 7, 1), date(2021, 12, 31)), (date(2014, 1, 1), date(2018, 6, 30)))
CROWDED = "KN-2020-000001"
QUIET = "KN-2020-000002"
UNKNOWN = "KN-2020-000003"


def main() -> None:
    """Fill, ask, tell."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    fresh()
    big, _, staff = founded()
    with transaction.atomic():
        units = filled(size, big)
    tell(pages(units), staff, whole=("/incidents",))


def pages(units: list[Id]) -> Iterator[tuple[str, str]]:
    """What is asked for."""
    for day in ("2020-08-11", "2016-03-01", "2030-01-01"):
        yield f"structure on {day}", f"/forces/structure/?day={day}"
    yield "structure, a part", f"/forces/structure/?day={DAY}&unit={units[2]}"
    yield "structure, a search", f"/forces/structure/?day={DAY}&q=атрад гродна"
    yield "structure, all 5,000 lines for print", f"/forces/structure/?day={DAY}&all=1"
    yield "chain of command, four steps", f"/units/{units[-2]}/chain/?day={DAY}"
    yield "a unit, command over time", f"/units/{units[-2]}/"
    yield "candidates, 2 km", f"/incidents/{CROWDED}/forces/"
    yield "candidates, 50 km: all deployments of the week", f"/incidents/{CROWDED}/forces/?around=50"
    yield "candidates, nothing near", f"/incidents/{QUIET}/forces/"
    yield "candidates, time not known, 50 km: all 10,000", f"/incidents/{UNKNOWN}/forces/?around=50"


def filled(size: int, big: Compartment) -> list[Id]:
    """Units with names, parents, postings, deployments; three incidents."""
    account = told_by(big)
    units = [new_id(secrets.token_bytes) for _ in range(size)]
    rows.apply(change for number, unit in enumerate(units) for change in unit_changes(number, account, units))
    for first in range(0, size, 500):
        rows.apply(change for unit in units[first : first + 500] for change in postings(unit, big, account))
    rows.apply(deployment(number, units, account) for number in range(2 * size))
    for number, lat in ((CROWDED, 539023000), (QUIET, 521000000), (UNKNOWN, 539023000)):
        rows.apply(incident_changes(number, lat, big, account))
    rows.apply(mentions(account, units))
    return units


def told_by(big: Compartment) -> Id:
    statement, account = (new_id(secrets.token_bytes) for _ in range(2))
    rows.apply([statement_change(statement, big, START)])
    rows.apply([rows.insert(Account, account, statement_id=statement, kinds=[], coded_by="0" * 32, coded_on=START.date())])
    return account


def unit_changes(number: int, account: Id, units: list[Id]) -> Iterator[rows.Change]:
    unit, source = units[number], source_of(number, account)
    place, sort = PLACES[number % 10], SORTS[number // 10 % 8]
    yield rows.insert(Unit, unit, kind="detachment", force="police", country="BY")
    name = f"{sort} {number} прыкладаў, {place}"
    yield rows.insert(UnitName, new_id(secrets.token_bytes), unit_id=unit, text=name, language="be", kind="official", **source)
    if number >= 8:
        began = {"began_from": date(2010, 1, 1), "began_to": date(2015, 12, 31)} if number % 3 else {}
        yield rows.insert(UnitParent, new_id(secrets.token_bytes), unit_id=unit, parent_id=units[number // 8], **began, **source)
    if number >= 8 and number % 4 == 0:
        until = {"ended_from": date(2018, 1, 1), "ended_to": date(2018, 12, 31)} if number % 8 else {}
        yield rows.insert(UnitParent, new_id(secrets.token_bytes), unit_id=unit, parent_id=units[number // 9], **until, **source)


def postings(unit: Id, big: Compartment, account: Id) -> Iterator[rows.Change]:
    for number in range(POSTINGS):
        person = new_id(secrets.token_bytes)
        yield rows.insert(Person, person, compartment_id=big.pk)
        yield rows.insert(PersonName, new_id(secrets.token_bytes), person_id=person, text=f"Іван Прыклад {number}", language="be")
        held = {"kind": "member"}
        if number < 2:
            began, ended = _TERMS[number]
            held = {"kind": "commander", "began_from": began, "began_to": began, "ended_from": ended, "ended_to": ended}
        yield rows.insert(Posting, new_id(secrets.token_bytes), person_id=person, unit_id=unit, **held, **source_of(number, account))


def deployment(number: int, units: list[Id], account: Id) -> rows.Change:
    first = DAY + timedelta(days=chance.randint(-3, 3) if number % 2 else chance.randint(-2000, 2000))
    last = first + timedelta(days=chance.randint(0, 4))
    days = (
        {"began_from": first, "began_to": first, "ended_from": last, "ended_to": last}
        if number % 3
        else {"began_to": first, "ended_from": last}
    )
    return rows.insert(
        Deployment, new_id(secrets.token_bytes), unit_id=units[number % len(units)],
        kind="deployed" if number % 4 else "base",
        lat_e7=539023000 + chance.randint(-1_350_000, 1_350_000), lon_e7=275619000 + chance.randint(-2_250_000, 2_250_000),
        radius_m=chance.choice((50, 200, 500, 1000)), place_words="плошча", activity="стаялі", **days, **source_of(number, account),
    )  # fmt: skip


def incident_changes(number: str, lat: int, big: Compartment, account: Id) -> Iterator[rows.Change]:
    when = {"first": AT, "last": AT + timedelta(minutes=20), "zone": "Europe/Minsk", "precision": "about"} if number != UNKNOWN else {}
    incident = new_id(secrets.token_bytes)
    yield rows.insert(
        Incident, incident, number=number, compartment_id=big.pk, title="Збіццё на рагу", author="0" * 32, opened_on=START.date(),
        lat_e7=lat, lon_e7=275619000, radius_m=200, **when,
    )  # fmt: skip
    if number == CROWDED:
        yield rows.insert(Citation, new_id(secrets.token_bytes), incident_id=incident, about="event", account_id=account)


def mentions(account: Id, units: list[Id]) -> Iterator[rows.Change]:
    for place, words in enumerate(("людзі з атрада 1200 прыкладаў", "рота 41 прыкладаў", "яны")):
        yield rows.insert(
            Mention, new_id(secrets.token_bytes), account_id=account, role="present", unit=words, call_sign=f"Рысь-{place}",
            known_unit_id=units[place * 7],
        )  # fmt: skip


def source_of(number: int, account: Id) -> dict[str, object]:
    return {"account_id": account} if number % 2 else {"read_in": "газета «Прыклад»"}


if __name__ == "__main__":
    main()
