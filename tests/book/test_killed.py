"""A process is killed in the middle of its writing, again and again, on both databases: everything agrees, nothing is lost or half done."""

import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRITERS = ("reports", "imports", "heads", "erasures")


@dataclass
class Nursery:
    """Forks writers (tests/book/dying.py), and listens to what is acknowledged to them."""

    process: subprocess.Popen[str]
    home: Path
    lines: list[tuple[int, str]] = field(default_factory=list)

    def listen(self) -> None:
        for line in self.process.stdout:
            pid, _, words = line.rstrip("\n").partition(" ")
            self.lines.append((int(pid), words))

    def fork(self, work: str, argument: str = "-") -> int:
        """Start a work; return its process id."""
        known = len(self.lines)
        self.process.stdin.write(f"{work} {argument}\n")
        self.process.stdin.flush()
        return self.waited(lambda: next((pid for pid, words in self.lines[known:] if words == f"born {work}"), None))

    def finished(self, work: str, argument: str = "-") -> None:
        """Start a work that ends, and wait for its end."""
        pid = self.fork(work, argument)
        words = self.waited(lambda: next((words for one, words in self.lines if one == pid and not words.startswith("born")), None))
        assert words == "done", words

    def waited(self, look, seconds: float = 120):
        until = time.monotonic() + seconds
        while (found := look()) is None:
            assert time.monotonic() < until, "waited in vain"
            assert self.process.poll() is None, "the nursery died"
            time.sleep(0.005)
        return found

    def acknowledged(self) -> list[str]:
        return [words for _, words in self.lines if words.partition(" ")[0] not in ("born", "done")]

    def check(self) -> None:
        told = self.home / "told"
        told.write_text("\n".join(self.acknowledged()))
        self.finished("check", f"{self.home / 'kept'} {told}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """An empty database of one's own: a file, or one more on the server of this run."""
    server = os.environ.get("KNIHA_DATABASE")
    if server is None:
        yield f"sqlite:///{tmp_path / 'book.sqlite3'}"
        return
    import psycopg

    name = f"killed_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def nursery(database: str, tmp_path: Path) -> Iterator[Nursery]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_", "TESTS_"))}
    environment |= {"KNIHA_HOME": str(tmp_path), "KNIHA_DATABASE": database, "KNIHA_HEADS": str(tmp_path / "kept"), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, ROOT / "tests/book/dying.py"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        made = Nursery(process, tmp_path)
        threading.Thread(target=made.listen, daemon=True).start()
        made.finished("found")
        yield made
        process.stdin.close()
        process.terminate()


@pytest.mark.database
@pytest.mark.soak
def test_whoever_is_killed_leaves_a_whole_register(nursery: Nursery, soaking: bool) -> None:
    chance = random.Random(None if soaking else 1)
    kills, every = (200, 20) if soaking else (8, 8)
    for kill in range(kills // 2):
        writers = [
            nursery.fork(work) if work != "heads" else nursery.fork(work, str(nursery.home / "kept")) for work in chance.sample(WRITERS, 2)
        ]
        before = len(nursery.acknowledged())
        nursery.waited(lambda before=before: len(nursery.acknowledged()) > before or None)
        for pid in writers:
            time.sleep(chance.uniform(0, 0.15))
            os.kill(pid, signal.SIGKILL)
        if 2 * (kill + 1) % every == 0:
            nursery.check()
    assert not [words for words in nursery.acknowledged() if words.startswith("failed")]
