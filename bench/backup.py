"""A backup made, and a register restored from it with all checks, at 10⁴ and 10⁵ entries on SQLite; rows per second of the processor.

The entries are small ones, as an office makes them all day, without files: of these a backup copies what it does not have yet.
`bench/backup.py 1000` for a quick look.
"""

import os
import resource
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from book import HOME, ROOT, Office, found, timed
from kniha.book.journal.acting import Hand
from kniha.conf.key_files import write_keys
from kniha.conf.keys import KeyFolder
from kniha.conf.new_keys import new_keys
from kniha.runs.backups import making
from kniha.vault.folder import Folder

SIZES = (10_000, 100_000)
NAMES = {"be": "Кніга", "ru": "Книга", "en": "The Book"}
HEAD = ("entries", "rows", "backup, MB", "rows written a CPU-second", "restore, CPU-seconds", "rows restored a CPU-second")


def main() -> None:
    """Grow one register, and measure at each size."""
    hand, compartment = found()
    office, source = Office(hand, compartment), offices()
    print(f"| {' | '.join(HEAD)} |")
    print("|" + "---:|" * len(HEAD))
    entered = 0
    for size in tuple(map(int, sys.argv[1:])) or SIZES:
        office.record(size - entered, office.identity_opened, office.mention_added, office.exhibit_accessed)
        entered = size
        print(f"| {' | '.join(measured(hand, source, size))} |", flush=True)


def offices() -> making.Office:
    """The office that backs up, with keys of its own."""
    home, first = Path(HOME.name), iter([bytes(32)])  # the register that `found` founded
    write_keys(home / "keys", new_keys(NAMES, random_bytes=lambda size: next(first, None) or secrets.token_bytes(size), passphrase=None))
    keys, vault = KeyFolder(home / "keys"), home / "vault"
    vault.mkdir()
    return making.Office(
        bytes(32), keys.path, home / "heads", home / "mappings", Folder(vault), keys.backup_recipients(), keys.release_signer()
    )


def measured(hand: Hand, source: making.Office, size: int) -> tuple[str, ...]:
    """Back up and restore once."""
    made: list[making.Made] = []
    with tempfile.TemporaryDirectory(prefix="kniha-bench-") as folder:
        store = Path(folder) / "store"
        cpu, _ = timed(lambda: made.append(making.make_backup(hand, source, Folder(store), lambda _: None)))
        stored = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
        back = restored(source, store, Path(folder) / "new")
    rows = made[0].rows
    return f"{size:,}", f"{rows:,}", f"{stored / 1e6:.1f}", f"{rows / cpu:,.0f}", f"{back:.1f}", f"{rows / back:,.0f}"


def restored(source: making.Office, store: Path, home: Path) -> float:
    """CPU-seconds of `kniha restore`, its start and all its checks included."""
    words = ("--identity", str(source.keys / "custodian/backup.identity"), "--key", str(source.keys / "public/register.json"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "kniha.cli", "restore", *words, str(store)], cwd=ROOT, env={**os.environ, "KNIHA_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "follow from the journal" in done.stdout, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
