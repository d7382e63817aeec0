"""Writers to be killed: run as a script with a home of its own, this forks one for each line `<work> <argument>` on its stdin.

Each tells on stdout, in one short line that cannot be cut, what was acknowledged to it. tests/book/test_killed.py does the killing.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

FILES = 20  # more than one entry of a report takes: so one report is two entries, or none


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, (os.getpid(), *words))) + "\n").encode())


def found(_: str) -> None:
    from django.core.management import call_command
    from tests.world import found_world

    call_command("migrate", verbosity=0)
    world = found_world()
    for name in ("Kira", "Jana"):
        add_keeper(world, name)
    tell("done")


def add_keeper(world, name: str) -> None:
    from kniha.book.access import actions

    hand, two = world.hand(world.anna), (world.anna, world.boris)
    keeper = actions.enrol_registrar(hand, two, actions.Enrolment(name, ("lawyer",)))
    actions.admit_member(hand, two, world.first, keeper, keeper=True)


def office():
    """The world as it was founded, found again in the database, with chance of its own."""
    from tests.world import PersonKeys, World

    from kniha.book.access.models import Compartment, Founding, Registrar
    from kniha.seal.recipients import new_identity

    identity = new_identity(lambda count: bytes(count))
    people = {one.name.lower(): one for one in Registrar.objects.filter(name__in=("Anna", "Boris", "Vera", "Zoya", "Marek"))}
    first, second = (Compartment.objects.get(title=title) for title in ("First", "Second"))
    register = Founding.objects.get().register
    keys = {"person_recipient": str(identity.recipient), "person_keys": PersonKeys(identity.text), "random_bytes": secrets.token_bytes}
    return World(register=register, first=first, second=second, **people, **keys)


def reports(_: str) -> None:
    """What an office does all day: each step one action, some of several entries and many rows."""
    from tests.world import PLACE, TIME, stored_file

    from kniha.book.events.actions import open_incident, record_act, withdraw_act
    from kniha.book.events.drafts import ActDraft, IncidentDraft

    world = office()
    while True:
        files = tuple(replace(stored_file(f"{number}.jpg"), blob=stored_file(blob=f"{number:064x}").blob) for number in range(FILES))
        statement = world.report(envelope=secrets.token_hex(32), files=files, contact="праз сястру")
        tell("statement", statement.pk)
        account = world.coded(statement)
        tell("account", account.pk)
        incident = open_incident(world.hand(world.vera), [account], IncidentDraft("Збіццё на рагу", TIME, PLACE))
        tell("incident", incident.pk)
        acts = [
            record_act(world.hand(world.vera), incident, ActDraft("liberty.arbitrary-arrest", victim_count=3), accounts=[account])
            for _ in range(2)
        ]
        withdraw_act(world.hand(world.vera), acts[1], reason="запісана двойчы")
        tell("act", acts[0].pk)


def imports(_: str) -> None:
    """Batches of a hundred records."""
    from tests.book.office import MAPPING

    from kniha.runs.importing.rows import as_rows
    from kniha.runs.importing.run import import_rows

    world = office()
    while True:
        list_ = secrets.token_hex(4)
        records = [{"id": f"{list_}-{n}", "what": "Затрыманне ля парка", "tags": ["arrest"], "links": []} for n in range(300)]

        def done(count: int, records: list = records) -> None:
            tell("record", f"made-up:{records[count - 1]['id']}")

        import_rows(world.process("importer"), as_rows(records), MAPPING, world.first, progress=done)


def heads(folder: str) -> None:
    """One entry, one head."""
    from tests.runs.log import log_of

    from kniha.book.statements.receiving import quarantine_envelope

    world = office()
    while True:
        quarantine_envelope(world.process("courier"), digest=secrets.token_hex(32), size=1, reason="damaged")
        head = log_of(world, Path(folder)).sign(datetime.now(UTC).replace(microsecond=0))
        tell("head", head.size)


def erasures(_: str) -> None:
    """A report that is forgotten again: rows emptied, values blanked, the key deleted, all or nothing."""
    from kniha.book.access.models import Registrar
    from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure

    world = office()
    kira, jana = (world.hand(Registrar.objects.get(name=name)) for name in ("Kira", "Jana"))
    while True:
        statement = world.report("Гэта пра мяне.", envelope=secrets.token_hex(32))
        asked = ask_erasure(kira, ("statement", statement.pk), Wish("source", "consent-withdrawn"))
        agree_to_erasure(jana, asked)
        tell("erasure", asked.pk)


def check(arguments: str) -> None:
    """Journal, tables and tree agree; what was acknowledged is there; nothing is half done; the register goes on."""
    from tests.runs.log import log_of

    from kniha.book.journal import checking
    from kniha.book.journal.replay import replay
    from kniha.runs import heads as signing

    folder, told = arguments.split()
    world = office()
    checking.check_journal()
    checking.check_heads(signing.signed_roots())
    assert replay().differences == ()
    check_acknowledged(Path(told).read_text().splitlines())
    check_nothing_half_done()
    log_of(world, Path(folder)).sign(datetime.now(UTC).replace(microsecond=0))
    tell("done")


def check_acknowledged(lines: list[str]) -> None:
    from kniha.book.erasure.models import Erasure
    from kniha.book.events.models import Act, Incident
    from kniha.book.journal.models import Checkpoint
    from kniha.book.statements.models import Account, Statement

    there: dict[str, Callable[[str], bool]] = {
        "statement": lambda row: Statement.objects.filter(pk=row).exists(),
        "account": lambda row: Account.objects.filter(pk=row).exists(),
        "incident": lambda row: Incident.objects.filter(pk=row).exists(),
        "act": lambda row: Act.objects.filter(pk=row).exists(),
        "record": lambda record: Statement.objects.filter(record=record).exists(),
        "head": lambda size: Checkpoint.objects.filter(size=int(size)).exists(),
        "erasure": lambda row: Erasure.objects.get(pk=row).state == "done",
    }
    for line in lines:
        kind, what = line.split()
        assert there[kind](what), line


def check_nothing_half_done() -> None:
    from django.db.models import Count

    from kniha.book.erasure.models import Erasure
    from kniha.book.events.models import Incident
    from kniha.book.people.models import KeyRow, Person
    from kniha.book.statements.models import Statement

    with_files = Statement.objects.filter(kind="report", exhibits__isnull=False).annotate(files=Count("exhibits"))
    assert set(with_files.values_list("files", flat=True)) <= {FILES}
    records = Statement.objects.filter(kind="record").values_list("record", flat=True)
    lists = {record.rpartition("-")[0] for record in records}
    assert all(Statement.objects.filter(record__startswith=f"{one}-").count() % 100 == 0 for one in lists)
    assert not Incident.objects.exclude(citations__about="event").exists()
    for erasure in Erasure.objects.filter(state="done"):
        assert Statement.objects.get(pk=erasure.row).text == ""
    living = Person.objects.filter(compartment__isnull=False, statements__isnull=False).values_list("pk", flat=True)
    assert set(living) <= set(KeyRow.objects.values_list("owner", flat=True))


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kniha.desk.settings"
    import django

    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed are nobody's to wait for
    works = {work.__name__: work for work in (found, reports, imports, heads, erasures, check)}
    for line in sys.stdin:
        name, argument = line.rstrip("\n").split(" ", 1)
        if os.fork() == 0:
            try:
                tell("born", name)
                works[name](argument)
                os._exit(0)
            except BaseException as error:
                tell("failed", repr(error).replace("\n", " ")[:3000])
                raise


if __name__ == "__main__":
    main()
