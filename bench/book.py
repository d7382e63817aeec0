"""The book: rows imported, entries replayed and checked, entries followed by the text index, per CPU-second, in one process on SQLite."""

import os
import random
import secrets
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

from django.core.management import call_command  # noqa: E402

from kniha.book.access import actions, queries  # noqa: E402
from kniha.book.access.actions import Enrolment  # noqa: E402
from kniha.book.journal import checking, reading, replay  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.runs import indexing  # noqa: E402
from kniha.runs.importing import mapping, records  # noqa: E402
from kniha.runs.importing.run import import_incidents  # noqa: E402
from kniha.search.index import Index  # noqa: E402

SIZES = (1_000, 10_000)
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


def made_up(count: int, seed: int) -> tuple[records.Record, ...]:
    """Records of the size of the public archive's: three sources, two tags and forty words each."""
    chance = random.Random(seed)
    return tuple(
        {
            "id": f"{seed}-{number}",
            "title": " ".join(chance.choices(WORDS, k=6)),
            "text": " ".join(chance.choices(WORDS, k=40)),
            "day": f"2020-08-{chance.randint(9, 21):02d}",
            "point": f"53.{chance.randint(80, 99)}, 27.{chance.randint(40, 70)}",
            "tags": chance.sample(["arrest", "baton", "gas"], k=2),
            "links": [{"url": f"https://{seed}.example/{number}/{link}", "text": "відэа"} for link in range(3)],
        }
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


def main() -> None:
    hand, compartment = found()
    how = mapping.parse_mapping(MAPPING)
    print("| what | count | per CPU-second | per second | to reach |\n|---|---|---|---|---|", flush=True)
    for seed, size in enumerate(SIZES):
        rows = made_up(size, seed)
        print(f"importing {size}", file=sys.stderr)
        spent = timed(lambda rows=rows: import_incidents(hand, rows, how, compartment))
        row(f"import, {size:,} rows", size, spent, "500")
    archive = ROOT.parent / "shared/data/2020pb/incidents.json"
    if archive.exists():
        pb = mapping.parse_mapping((ROOT / "examples/mappings/2020pb.toml").read_text())
        rows = records.read_records(archive.read_bytes(), name=archive.name, mapping=pb)
        row("import, the public archive 2020pb", len(rows), timed(lambda: import_incidents(hand, rows, pb, compartment)), "500")
    size = reading.size()
    print(f"checking and replaying {size} entries", file=sys.stderr)
    row("entries hashed again and put into the tree (`kniha book verify`)", size, timed(checking.check_journal), "")
    row("entries replayed and compared, row by row (`kniha book replay`)", size, timed(replay.replay), "")
    row("entries followed by the text index", size, timed(lambda: indexing.follow(Index(Path(HOME.name) / "index"))), "")


if __name__ == "__main__":
    main()
    HOME.cleanup()
