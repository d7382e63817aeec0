"""Units at the desk: CPU time of their pages at 5,000 units of three names each and 50,000 postings; SQLite.

Rows are written straight into the tables, as replay writes them; what is derived of them is written by a migration. Half of the units lie
open, half rest on accounts of one compartment. Each page is asked for once before it counts, then 15 times; the middle is told.
`bench/units.py 500` for a quick look.
"""

import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Mapping

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from desk import START, User, chance, founded, fresh, statement_change  # which opens a home of its own, and sets Django up
from kniha.book.access.models import Compartment, Registrar
from kniha.book.forces.models import Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Account
from kniha.vocab.ids import Id, new_id

ASKED = 15
POSTINGS = 10  # for each unit, beside those of two big ones
TEXT = "Нас спынілі людзі з аддзела {} у Гродне, іх завуць ваўкамі. Атрад {} прыкладаў стаяў побач з аддзелам міліцыі. "
PLACES = ("Гродна", "Брэст", "Мінск", "Віцебск", "Гомель", "Магілёў", "Ліда", "Орша", "Слуцк", "Пінск")
SORTS = ("аддзел", "атрад", "упраўленне", "полк", "рота", "батальён", "следчы аддзел", "ізалятар")


def main() -> None:
    """Fill, ask, tell."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    fresh()
    big, _, staff = founded()
    with transaction.atomic():
        statement, units = filled(size, big)
    whole = ("/statements", f"/units/{units[0]}", f"/units/{units[1]}")
    tell(pages(size, statement, units), staff, whole=whole)


def tell(pages: Iterable[tuple[str, str]], staff: Mapping[str, Registrar], *, whole: tuple[str, ...]) -> None:
    """Have what is derived written, everybody signed in, each page asked for, and the table printed.

    Pages whose address begins as one of `whole` are for who sees all: another does not see them.
    """
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    clients = {}
    for who, registrar in staff.items():
        clients[who] = Client(headers={"host": "127.0.0.1"})
        clients[who].force_login(User.objects.get(sign_in__registrar=registrar))
    print("| page | registrar sees | CPU ms | queries |")
    print("|---|---|---|---|")
    for name, address in pages:
        for who in ("all",) if address.startswith(whole) else ("all", "1 %"):
            middle, queries = asked(clients[who], address)
            print(f"| {name} | {who} | {middle:.1f} | {queries} |", flush=True)


def pages(size: int, statement: str, units: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """What is asked for."""
    yield "units, page 1", "/units/"
    yield f"units, page {size // 50 // 2}", f"/units/?page={size // 50 // 2}"
    yield "units of one kind", "/units/?kind=detachment"
    yield "a word of many names", "/units/?q=аддзел"
    yield "two words", "/units/?q=атрад гродна"
    yield "a word that is typed wrong", "/units/?q=упраўлене"
    yield "another script", "/units/?q=Hrodna"
    yield "a number", f"/units/?q={size // 2}"
    yield "coding, units suggested", f"/statements/{statement}/code/"
    yield "a unit, 200 postings", f"/units/{units[0]}/"
    yield "a unit, 2,000 postings", f"/units/{units[1]}/"


def asked(client: Client, address: str) -> tuple[float, int]:
    """CPU milliseconds of a page, the middle; and how many queries it makes."""
    made = []

    def count(execute, *given):
        made.append(1)
        return execute(*given)

    with connection.execute_wrapper(count):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    times = []
    for _ in range(ASKED):
        began = time.process_time()
        client.get(address)
        times.append((time.process_time() - began) * 1000)
    return sorted(times)[ASKED // 2], len(made)


def filled(size: int, big: Compartment) -> tuple[str, tuple[str, str]]:
    """Units with their names, parents and postings; the id of a statement that names some, and of two units with many postings."""
    statement, account = (new_id(secrets.token_bytes) for _ in range(2))
    rows.apply([statement_change(statement, big, START)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_statement SET text = %s", [TEXT.format(size // 3, size // 5) * 5])
    rows.apply([rows.insert(Account, account, statement_id=statement, kinds=[], coded_by="0" * 32, coded_on=START.date())])
    units = [new_id(secrets.token_bytes) for _ in range(size)]
    rows.apply(change for number, unit in enumerate(units) for change in unit_changes(number, unit, account, units))
    for first in range(0, size, 500):
        rows.apply(change for unit in units[first : first + 500] for change in postings(unit, big, account, POSTINGS))
    rows.apply(postings(units[0], big, account, 200 - POSTINGS))
    rows.apply(postings(units[2], big, account, 2_000 - POSTINGS))
    return statement, (units[0], units[2])


def unit_changes(number: int, unit: Id, account: Id, units: list[Id]) -> Iterator[rows.Change]:
    source = {"account_id": account} if number % 2 else {"read_in": "газета «Прыклад»"}
    place, sort = PLACES[number % 10], SORTS[number // 10 % 8]
    yield rows.insert(Unit, unit, kind=chance.choice(("detachment", "department")), force="police", country="BY")
    for text, language, kind in (
        (f"{sort} {number} прыкладаў, {place}", "be", "official"), (f"{sort} № {number} города {place}", "ru", "official"),
        (f"{sort[0].upper()}{place[0]}-{number}", "", "short"),
    ):  # fmt: skip
        yield rows.insert(UnitName, new_id(secrets.token_bytes), unit_id=unit, text=text, language=language, kind=kind, **source)
    if number >= 8:
        yield rows.insert(UnitParent, new_id(secrets.token_bytes), unit_id=unit, parent_id=units[number // 8], **source)


def postings(unit: Id, big: Compartment, account: Id, count: int) -> Iterator[rows.Change]:
    for number in range(count):
        person = new_id(secrets.token_bytes)
        yield rows.insert(Person, person, compartment_id=big.pk)
        for text, language in ((f"Іван Прыклад {number}", "be"), (f"Иван Примеров {number}", "ru")):
            yield rows.insert(PersonName, new_id(secrets.token_bytes), person_id=person, text=text, language=language)
        source = {"account_id": account} if number % 2 else {"read_in": "газета «Прыклад»"}
        yield rows.insert(
            Posting, new_id(secrets.token_bytes), person_id=person, unit_id=unit, kind="member", post="баец", rank="радавы", **source
        )


if __name__ == "__main__":
    main()
