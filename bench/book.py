"""The book: entries recorded, proven, verified and replayed at 10⁴, 10⁵ and 10⁶; rows imported, indexed; per CPU-second, on SQLite.

`bench/book.py` goes to a million entries, `bench/book.py 10000 100000` to fewer.
"""

import gc
import os
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
HOME = tempfile.TemporaryDirectory(prefix="kniha-bench-")
os.environ.update(KNIHA_HOME=HOME.name, DJANGO_SETTINGS_MODULE="kniha.desk.settings")

import django  # noqa: E402  the home comes first

django.setup()
gc.freeze()  # as every command does

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from kniha.book.access import actions, queries  # noqa: E402
from kniha.book.access.actions import Enrolment  # noqa: E402
from kniha.book.evidence.models import CustodyEvent, Exhibit, QuarantinedEnvelope  # noqa: E402
from kniha.book.journal import checking, reading, recording, replay, rows  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.book.journal.recording import Draft  # noqa: E402
from kniha.book.statements.models import Account, Mention, Statement  # noqa: E402
from kniha.runs import indexing  # noqa: E402
from kniha.runs.importing import mapping  # noqa: E402
from kniha.runs.importing.opening import open_list  # noqa: E402
from kniha.runs.importing.rows import Row  # noqa: E402
from kniha.runs.importing.run import import_rows  # noqa: E402
from kniha.search.index import Index  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
IMPORTED = (1_000, 10_000)
BATCH = 500  # the book's imports commit in batches of at most 500
PROOFS = 1_000
WORDS = (
    "мужчына",
    "бачыў",
    "чорны",
    "бус",
    "каля",
    "парка",
    "двое",
    "крычалі",
    "ноч",
    "рог",
    "вуліцы",
    "затрымалі",
    "дубінка",
    "двор",
    "газ",
)
MAPPING = """
source = "bench"
language = "be"
[columns]
id = "id"
title = "title"
text = ["title", "text"]
date = "day"
point = "point"
tags = "tags"
links = "links"
[zones]
"*" = "Europe/Minsk"
[tags]
arrest = { act = "liberty.arbitrary-arrest" }
baton = { act = "integrity.physical-assault", methods = ["baton"] }
gas = { act = "assembly.indiscriminate-force", methods = ["tear-gas"] }
"""


def made_up(count: int, seed: int) -> tuple[Row, ...]:
    """Records of the size of the public archive's: three sources, two tags and forty words each."""
    chance = random.Random(seed)
    return tuple(
        Row(
            {
                "id": f"{seed}-{number}",
                "title": " ".join(chance.choices(WORDS, k=6)),
                "text": " ".join(chance.choices(WORDS, k=40)),
                "day": f"2020-08-{chance.randint(9, 21):02d}",
                "point": f"53.{chance.randint(80, 99)}, 27.{chance.randint(40, 70)}",
                "tags": chance.sample(["arrest", "baton", "gas"], k=2),
                "links": [{"url": f"https://{seed}.example/{number}/{link}", "text": "відэа"} for link in range(3)],
            },
            number,
        )
        for number in range(count)
    )


def found() -> tuple[Hand, object]:
    """Make the tables, found the register, open a compartment."""
    call_command("migrate", verbosity=0)
    start = Hand(None, frozenset(), datetime.now(ZoneInfo("Europe/Minsk")), secrets.token_bytes, "register")
    founders = (Enrolment("A", ("administrator",)), Enrolment("B", ("custodian",)))
    two = actions.found_register(start, register="00" * 32, number_prefix="KN", founders=founders)
    hand = Hand(two[0], queries.roles(two[0]), start.now, secrets.token_bytes)
    compartment = actions.open_compartment(hand, two, title="First", receives_reports=True)
    return Hand(None, frozenset(), start.now, secrets.token_bytes, "importer"), compartment


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU-seconds and wall seconds of `work`."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def row(what: str, count: int, spent: tuple[float, float], goal: str) -> None:
    cpu, wall = spent
    print(f"| {what} | {count:,} | {count / cpu:,.0f} | {count / wall:,.0f} | {goal} |", flush=True)


class Office:
    """Small entries as an office makes them all day, on one statement with its file and two hundred accounts."""

    def __init__(self, hand: Hand, compartment: object) -> None:
        self.hand, self.chance = hand, random.Random(1)
        self.statement, self.exhibit = hand.new_id(), hand.new_id()
        self.accounts = [hand.new_id() for _ in range(200)]
        file = {
            "original_name": "a.jpg",
            "media_type": "image/jpeg",
            "size": 3,
            "sha256": "a" * 64,
            "blob": "b" * 64,
            "sealed_sha256": "c" * 64,
        }
        changes = [
            rows.insert(Statement, self.statement, compartment=compartment, kind="record", text="…", received_on=hand.today),
            rows.insert(Exhibit, self.exhibit, compartment=compartment, how_obtained="given", acquired_on=hand.today, **file),
            *(rows.insert(Account, one, statement_id=self.statement, coded_by="importer", coded_on=hand.today) for one in self.accounts),
        ]
        with transaction.atomic():
            hand.enter(hand.acting_as(), "record.imported", changes)
        self.kinds = (self.identity_opened, self.mention_added, self.exhibit_accessed, self.envelope_quarantined)

    def identity_opened(self) -> Draft:
        """No row, two rows cited, five values."""
        cites = [("sealedfield", self.hand.new_id()), ("person", self.hand.new_id())]
        return self.hand.draft(self.hand.acting_as(), "identity.opened", [], cites=cites, reason="дамовіцца пра агляд")

    def mention_added(self) -> Draft:
        """One row, one cited, eight values."""
        account = self.chance.choice(self.accounts)
        change = rows.insert(
            Mention,
            self.hand.new_id(),
            account_id=account,
            passage_id=None,
            role="alleged-part",
            name="Рысь",
            description="мужчына ў чорным",
        )
        return self.hand.draft(self.hand.acting_as(), "mention.added", [change], cites=[("statement", self.statement)])

    def exhibit_accessed(self) -> Draft:
        """One row, one cited, nine values."""
        change = rows.insert(
            CustodyEvent,
            self.hand.new_id(),
            exhibit_id=self.exhibit,
            kind="accessed",
            at=self.hand.now,
            taker="importer",
            why="каб закадаваць",
        )
        return self.hand.draft(self.hand.acting_as(), "exhibit.accessed", [change], cites=[("exhibit", self.exhibit)])

    def envelope_quarantined(self) -> Draft:
        """One row, eight values."""
        digest = self.hand.random_bytes(32).hex()
        change = rows.insert(
            QuarantinedEnvelope, self.hand.new_id(), digest=digest, size=2000, reason="damaged", received_on=self.hand.today
        )
        return self.hand.draft(self.hand.acting_as(), "envelope.quarantined", [change])

    def record(self, count: int, *kinds: Callable[[], Draft]) -> tuple[float, float]:
        """Enter `count` entries of `kinds` in turn; return the CPU-seconds and seconds it took, without the making of drafts."""
        cpu = wall = 0.0
        for start in range(0, count, BATCH):
            drafts = [kinds[number % len(kinds)]() for number in range(min(BATCH, count - start))]
            spent = timed(lambda drafts=drafts: self.enter(drafts))
            cpu, wall = cpu + spent[0], wall + spent[1]
        return cpu, wall

    def enter(self, drafts: list[Draft]) -> None:
        """One transaction."""
        with transaction.atomic():
            recording.enter_many(drafts, random_bytes=self.hand.random_bytes)


def root() -> None:
    reading.root(reading.size())


def memory() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_at(size: int) -> None:
    """Proofs, verification and replay of a journal of `size` entries."""
    print(f"proving, verifying and replaying {size} entries", file=sys.stderr)
    chance = random.Random(size)
    places = [chance.randrange(size) for _ in range(PROOFS)]
    connection.close()
    row(f"root, by a connection that has read nothing yet, at {size:,}", 1, timed(root), "10 ms: 100")
    row(f"inclusion proof, at {size:,}", PROOFS, timed(lambda: [reading.inclusion_proof(place, size) for place in places]), "0.2 ms: 5,000")
    row(f"consistency proof, at {size:,}", PROOFS, timed(lambda: [reading.consistency_proof(place + 1, size) for place in places]), "5,000")
    row(f"entries verified (`kniha book verify`), at {size:,}", size, timed(checking.check_journal), "100,000")
    before = memory()
    row(f"entries replayed and compared (`kniha book replay`), at {size:,}", size, timed(replay.replay), "3,000")
    print(f"| memory that replay added to {before:,.0f} MiB, at {size:,} | {memory() - before:,.0f} MiB |  |  |  |", flush=True)


def measure_small_entries(hand: Hand, compartment: object, sizes: tuple[int, ...]) -> None:
    office = Office(hand, compartment)
    for kind in office.kinds:
        name = (kind.__doc__ or "").rstrip(".").lower()
        row(f"entries recorded, {name}", 5_000, office.record(5_000, kind), "20,000")
    for size in sizes:
        print(f"recording up to {size} entries", file=sys.stderr)
        more = max(0, size - reading.size())
        if more:
            row(f"entries recorded, of these four kinds in turn, up to {size:,}", more, office.record(more, *office.kinds), "20,000")
        measure_at(reading.size())


def measure_imports(hand: Hand, compartment: object) -> None:
    how = mapping.parse_mapping(MAPPING)
    for seed, size in enumerate(IMPORTED):
        listed = made_up(size, seed)
        print(f"importing {size}", file=sys.stderr)
        row(f"import, {size:,} rows", size, timed(lambda listed=listed: import_rows(hand, listed, how, compartment)), "500")
    archive = ROOT.parent / "shared/data/2020pb/incidents.json"
    if archive.exists():
        pb = mapping.parse_mapping((ROOT / "examples/mappings/2020pb.toml").read_text())
        listed = tuple(open_list(archive, pb).rows())
        row("import, the public archive 2020pb", len(listed), timed(lambda: import_rows(hand, listed, pb, compartment)), "500")
    size = reading.size()
    print(f"checking, replaying and indexing {size} imported entries", file=sys.stderr)
    row("imported entries verified", size, timed(checking.check_journal), "")
    row("imported entries replayed and compared", size, timed(replay.replay), "3,000")
    row("imported entries followed by the text index", size, timed(lambda: indexing.follow(Index(Path(HOME.name) / "index"))), "")


def main(arguments: list[str]) -> None:
    """Imports first, in a process and a register of their own."""
    if arguments == ["imports"]:
        measure_imports(*found())
        return
    print("| what | count | per CPU-second | per second | to reach |\n|---|---|---|---|---|", flush=True)
    subprocess.run([sys.executable, __file__, "imports"], check=True)
    measure_small_entries(*found(), tuple(map(int, arguments)) or SIZES)


if __name__ == "__main__":
    main(sys.argv[1:])
    HOME.cleanup()
