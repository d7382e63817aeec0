"""Signing the journal's head, at fixed times or when a proof waits for it (docs/spec/ledger.md).

The newest signed head is kept in a file outside the database as well, written before the database row. A database that was
put back behind it, or changed before it, gets no further signature here.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django_tasks import task

from kniha.book.access.queries import founding
from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint
from kniha.ledger import checkpoints, tree
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.keys import SigningKey, VerifierKey
from kniha.ledger.notes import parse_note
from kniha.vocab.errors import UnavailableError

SIGNING_SECONDS = 600
"""A head is dated to the last of these fixed moments: the very second of a head would tell the minute of an action."""

_FILE = "newest.checkpoint"


def current_head() -> Head:
    """The journal's head as it stands now, unsigned."""
    size = reading.size()
    return Head(checkpoints.origin_of(bytes.fromhex(founding().register)), size, tree.root(size, reading.node))


def check_head(keys: Sequence[VerifierKey], folder: Path) -> Head:
    """Return the journal's head if it may follow what was signed under `keys`; raises as `sign_head` does."""
    head = current_head()
    for older in _signed_before(folder, keys):
        proof = tree.consistency_proof(older.size, head.size, reading.node) if 0 < older.size <= head.size else ()
        checkpoints.check_successor(older, head, proof)
    return head


def sign_head(signers: Sequence[SigningKey], folder: Path, *, now: datetime) -> Head:
    """Sign the journal's head, unless this very head was signed before; return it.

    Raises RefusedError for a journal smaller than what was signed, BrokenError for one with another past.
    """
    head = check_head([signer.verifier() for signer in signers], folder)
    if Checkpoint.objects.filter(size=head.size).exists():
        return head
    note = checkpoints.sign_checkpoint(head, signers, at=int(now.timestamp()) // SIGNING_SECONDS * SIGNING_SECONDS)
    _keep(folder, note)
    with transaction.atomic():
        Checkpoint.objects.create(size=head.size, note=note)
    return head


def signed_roots() -> Iterator[tuple[Checkpoint, bytes]]:
    """Every signed head with the root it states: for the check of the journal."""
    for checkpoint in Checkpoint.objects.order_by("size"):
        yield checkpoint, checkpoints.parse_text(parse_note(checkpoint.note).text).root


@task()
def sign_soon() -> None:
    """Ask the worker for a signed head: it signs whenever it finds this task done. The keys are the worker's alone."""


def _signed_before(folder: Path, keys: Sequence[VerifierKey]) -> Iterator[Head]:
    newest = reading.newest_checkpoint()
    if newest is not None:
        yield checkpoints.open_checkpoint(newest.note, keys)
    path = folder / _FILE
    if path.exists():
        yield checkpoints.open_checkpoint(path.read_text(), keys)


def _keep(folder: Path, note: str) -> None:
    """Write the file whole or not at all, and have it on the disk before the database learns of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(folder / _FILE)
        directory = os.open(folder, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    except OSError as error:
        raise UnavailableError(f"the newest head cannot be kept outside the database: {error.strerror}") from error
