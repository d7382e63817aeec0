"""Case files: bytes per second of the processor of a delivery, beside opening, hashing and sealing the same bytes alone.

One incident, so many exhibits of one size in a vault of its own, all chosen. *Delivery* is all that the worker does: weighing, index as
PDF, JSON and CSV, manifests, proofs, ZIP, sealing, the entries. *Alone* opens each exhibit, hashes it and seals it to the same recipient,
and hashes what is sealed. Both write to the same disk; seconds are of the processor. `bench/casefiles.py 100 1` for a quick look:
exhibits, and MiB of each.
"""

import os
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

HOME = tempfile.TemporaryDirectory(prefix="kniha-bench-")
os.environ.update(KNIHA_HOME=HOME.name, DJANGO_SETTINGS_MODULE="kniha.desk.settings", KNIHA_DEMO="1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402  the home comes first

django.setup()

from django.core.management import call_command  # noqa: E402
from tests.case_files import COURT, EXHIBITS, CaseOffice  # noqa: E402

from kniha.book.casefiles.actions import choose  # noqa: E402
from kniha.book.evidence.models import Exhibit  # noqa: E402
from kniha.book.evidence.queries import blob_of  # noqa: E402
from kniha.runs.casefiles.making import deliver, place_of  # noqa: E402
from kniha.runs.casefiles.pages import write_index  # noqa: E402
from kniha.seal.closing import Sealer  # noqa: E402
from kniha.seal.recipients import Recipient  # noqa: E402

SIZES = ((1_000, 10), (1_000, 1), (10_000, 0))
IN_ONE = 60
"""A report has at most 64 files."""
HEAD = ("exhibits", "MiB in all", "alone, s", "delivery, s", "of the speed alone", "index as PDF, s", "memory, MB")


def main() -> None:
    """Measure at each size, each in a process of its own: the memory told is its most."""
    if len(sys.argv) == 3:
        measure(int(sys.argv[1]), int(sys.argv[2]))
        return
    print(f"| {' | '.join(HEAD)} |")
    print("|" + "---|" * len(HEAD), flush=True)
    for count, size in SIZES:
        import subprocess

        done = subprocess.run([sys.executable, __file__, str(count), str(size)], stdout=subprocess.PIPE, text=True, check=True)
        print(done.stdout.strip(), flush=True)


def measure(count: int, mebibytes: int) -> None:
    """One row."""
    call_command("migrate", verbosity=0, interactive=False)
    office = CaseOffice(Path(HOME.name))
    piece = secrets.token_bytes(mebibytes << 20 or 4_096)
    statements = []
    for start in range(0, count, IN_ONE):
        # Each is another file: the vault keeps one of each.
        files = (piece[:-8] + number.to_bytes(8) for number in range(start, min(count, start + IN_ONE)))
        statements.append(office.told(f"{start + 2**40:064x}", *files))
        print(f"{start + IN_ONE} of {count}", file=sys.stderr)
    exhibits = list(Exhibit.objects.filter(statement__in=[one.pk for one in statements]).order_by("pk"))
    choose(office.vera, office.file, [office.incident, office.suspect, *exhibits])
    office.disclosed()
    asked = office.asked("en")
    office.signed()
    alone = spent(lambda: seal_alone(office, exhibits))
    made = []
    delivery = spent(lambda: made.append(deliver(office.worker, asked, office.office)))
    assert made[0].state == "made", made[0].failed_why
    assert len(made[0].carried) == count + 2
    size = place_of(office.office.folder, made[0]).stat().st_size
    assert size > len(piece) * count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    row = (
        f"{count:,}",
        f"{size >> 20:,}",
        f"{alone:.1f}",
        f"{delivery:.1f}",
        f"{alone / delivery:.0%}",
        f"{index(office, made[0]):.1f}",
        memory,
    )
    print(f"| {' | '.join(map(str, row))} |")


def seal_alone(office: CaseOffice, exhibits: list[Exhibit]) -> None:
    """What nobody can do without: opened, hashed, sealed, hashed, written."""
    sealer, digest = Sealer((recipient(),), random_bytes=secrets.token_bytes), sha256()
    with (Path(HOME.name) / "alone").open("wb") as file:
        for exhibit in exhibits:
            told = sha256()
            for piece in office.vault.open(blob_of(exhibit), (EXHIBITS,)):
                told.update(piece)
                sealed = sealer.update(piece)
                digest.update(sealed)
                file.write(sealed)
        file.write(sealer.finish())
    (Path(HOME.name) / "alone").unlink()


def recipient() -> Recipient:
    """The court's."""
    return COURT.recipient


def index(office: CaseOffice, delivery: object) -> float:
    """Seconds for the PDF alone."""
    from kniha.book.casefiles import queries
    from kniha.runs.casefiles.telling import Weighed, tell

    weighed = Weighed(tuple(queries.chosen(office.file)), {})
    telling = tell(delivery, weighed, office.office.crimes, prefix="KN", register="00" * 32, now=office.worker.now)
    return spent(lambda: write_index(telling, "en", now=office.worker.now))


def spent(do: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    do()
    return time.process_time() - began


if __name__ == "__main__":
    main()
