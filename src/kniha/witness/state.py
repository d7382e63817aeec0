"""What a witness remembers: one SQLite file, written before anybody gets a line (docs/spec/witness.md §4).

Whoever rolls this file back makes the witness contradict itself. So it is opened only where it is, never made in passing; each decision
is one transaction that holds the file's only write lock from the first look on; and triggers refuse a step back whatever the code says.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kniha.ledger.checkpoints import Checkpoint, generation_of, origin_of
from kniha.ledger.keys import SigningKey
from kniha.ledger.registers import Register, parse_register
from kniha.ledger.seams import check_seam, parse_seam
from kniha.ledger.witnessing import Decision, Request, Watched, cross, decide, new_log
from kniha.vocab.errors import ConfigurationError, ConflictError, NotFoundError, UnavailableError

PATIENCE = 20.0
"""Seconds that one decision waits for the others to end."""

_TABLES = """
CREATE TABLE register (id TEXT PRIMARY KEY, description BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE log (
    origin TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    register TEXT NOT NULL REFERENCES register,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    at INTEGER NOT NULL CHECK (at >= 0),
    note TEXT NOT NULL,
    seam TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE TABLE contradiction (
    origin TEXT NOT NULL REFERENCES log, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, kept TEXT NOT NULL,
    PRIMARY KEY (origin, size, root)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_never_steps_back BEFORE UPDATE ON log
WHEN OLD.closed OR NEW.origin <> OLD.origin OR NEW.size < OLD.size OR NEW.at < OLD.at OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
BEGIN SELECT RAISE(ABORT, 'a witness never takes a step back'); END;
CREATE TRIGGER log_begins_once BEFORE INSERT ON log WHEN EXISTS (SELECT 1 FROM log WHERE origin = NEW.origin)
BEGIN SELECT RAISE(ABORT, 'a log begins once'); END;
CREATE TRIGGER log_is_never_forgotten BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'a witness never forgets a log'); END;
"""
_LOG = "SELECT register, size, root, at, note, seam, closed FROM log WHERE origin = ?"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A log as the witness remembers it; in `contradictions` both notes of each size that the log signed twice."""

    head: Checkpoint
    at: int
    closed: bool
    contradictions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class State:
    """The file at `path`. Every method may raise UnavailableError, and has changed nothing then."""

    path: Path

    def make(self) -> None:
        """Make the file, once, for its owner alone; ConflictError where it is there."""
        try:
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError as error:
            raise ConflictError("this witness has a state already, and a witness begins only once") from error
        with _told(), closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(f"BEGIN; {_TABLES} COMMIT;")

    def trust(self, description: bytes) -> Register:
        """Take a register's description (`register.json`): its log is watched under these keys from now on; return the keys."""
        register = parse_register(description)
        origin = origin_of(register.id)
        with self._deciding() as connection:
            connection.execute(
                "INSERT INTO register VALUES (?, ?) ON CONFLICT DO UPDATE SET description = excluded.description",
                (register.id.hex(), description),
            )
            if _row(connection, origin) is None:
                _begin(connection, register, new_log(origin, register.checkpoint_keys), seam="")
        return register

    def answer(self, request: Request, signers: Sequence[SigningKey], clock: Callable[[], int]) -> Decision:
        """Decide on `request`; what it comes to is on the disk when this returns."""
        with self._deciding() as connection:
            watched = _watched(connection, request.origin)
            # The clock is read under the lock: of two requests the later decision never bears the earlier time.
            decision = decide(watched, request, signers, at=clock())
            if watched and decision.contradiction:
                _keep_contradiction(connection, watched, decision.contradiction, request)
            if watched and decision.kept:
                _keep(connection, watched, decision.kept)
        return decision

    def cross(self, note: str) -> Checkpoint:
        """Take the seam `note`: its old log is closed for good, its new log watched; return the head that the new one goes on from.

        NotFoundError for a register or an old log that is not known here; else what `seams.check_seam` and `witnessing.cross` raise.
        """
        seam = parse_seam(note)
        with self._deciding() as connection:
            register = _register(connection, seam.register.hex())
            check_seam(note, register.custodian_keys)
            taken = _row(connection, seam.new_origin)
            if taken is not None:
                return _head_of_taken(taken, seam.new_origin, parse_seam(taken["seam"]) == seam)
            watched = _watched(connection, seam.old_origin)
            if watched is None:
                raise NotFoundError(f"{seam.old_origin} is not known here; seams are taken in their order")
            begun = cross(watched, seam, register.checkpoint_keys_of(seam.generation))
            connection.execute("UPDATE log SET closed = 1 WHERE origin = ?", (seam.old_origin,))
            _begin(connection, register, begun, seam=note)
        return begun.head

    def newest(self, origin_hash: str) -> str:
        """Return the newest checkpoint cosigned of the log whose origin has this SHA-256; NotFoundError where there is none."""
        with self._looking() as connection:
            found = connection.execute("SELECT note FROM log WHERE hash = ?", (origin_hash,)).fetchone()
        if found is None or not found["note"]:
            raise NotFoundError("no checkpoint of this log was cosigned here")
        return str(found["note"])

    def logs(self) -> tuple[Remembered, ...]:
        """Return all logs, by origin."""
        with self._looking() as connection:
            twice = connection.execute("SELECT origin, kept, note FROM contradiction ORDER BY origin, size, root").fetchall()
            rows = connection.execute("SELECT origin, size, root, at, closed FROM log ORDER BY origin").fetchall()
        return tuple(
            Remembered(
                Checkpoint(row["origin"], row["size"], row["root"]),
                row["at"],
                bool(row["closed"]),
                tuple((one["kept"], one["note"]) for one in twice if one["origin"] == row["origin"]),
            )
            for row in rows
        )

    @contextmanager
    def _looking(self) -> Iterator[sqlite3.Connection]:
        """Open the file; what is not committed when it is closed never was."""
        if not self.path.is_file():
            # Never made in passing: an empty state would sign a second past.
            raise ConfigurationError("this witness has no state; without it the witness must not sign, and needs a new key")
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        with _told(), closing(sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            # FULL, and the folder too: after a power cut no journal is found that would undo what was answered.
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    @contextmanager
    def _deciding(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock from before the first look until all is on the disk."""
        with self._looking() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


def _keep(connection: sqlite3.Connection, old: Watched, new: Watched) -> None:
    done = connection.execute(
        "UPDATE log SET size = ?, root = ?, at = ?, note = ? WHERE origin = ? AND size = ? AND root = ? AND NOT closed",
        (new.head.size, new.head.root, new.at, new.note, old.origin, old.head.size, old.head.root),
    )
    if done.rowcount != 1:
        raise UnavailableError("somebody else wrote the witness's state meanwhile")


def _keep_contradiction(connection: sqlite3.Connection, watched: Watched, head: Checkpoint, request: Request) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO contradiction VALUES (?, ?, ?, ?, ?)",
        (head.origin, head.size, head.root, request.note.encode(), watched.note),
    )


def _begin(connection: sqlite3.Connection, register: Register, watched: Watched, *, seam: str) -> None:
    connection.execute(
        "INSERT INTO log (origin, hash, register, size, root, at, note, seam) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            watched.origin,
            sha256(watched.origin.encode()).hexdigest(),
            register.id.hex(),
            watched.head.size,
            watched.head.root,
            watched.at,
            watched.note,
            seam,
        ),
    )


def _watched(connection: sqlite3.Connection, origin: str) -> Watched | None:
    row = _row(connection, origin)
    if row is None:
        return None
    keys = () if row["closed"] else _register(connection, row["register"]).checkpoint_keys_of(generation_of(origin))
    return Watched(Checkpoint(origin, row["size"], row["root"]), keys, row["at"], row["note"])


def _row(connection: sqlite3.Connection, origin: str) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute(_LOG, (origin,)).fetchone()
    return found


def _register(connection: sqlite3.Connection, register: str) -> Register:
    found = connection.execute("SELECT description FROM register WHERE id = ?", (register,)).fetchone()
    if found is None:
        raise NotFoundError(f"register {register} is not trusted here")
    return parse_register(found["description"])


def _head_of_taken(row: sqlite3.Row, origin: str, same: bool) -> Checkpoint:  # noqa: FBT001  a fact, not a switch
    if not same:
        raise ConflictError(f"{origin} began here with another seam")
    return Checkpoint(origin, row["size"], row["root"])


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise UnavailableError(f"the witness's state did not answer: {error}") from error
