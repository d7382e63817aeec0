"""A delivery is made: weighed, written as a ZIP bundle (docs/spec/files.md §7), sealed to the authority on its way to the disk, entered.

No readable byte touches the disk. A file appears at its place whole; the entry comes last, and weighs once more while nobody can enter
anything. A worker that dies before it leaves no delivery: the next one begins anew.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from django.db import transaction

from kniha.book.access.queries import founding
from kniha.book.casefiles import queries, rules
from kniha.book.casefiles.delivering import Delivered, note_delivered, note_failed
from kniha.book.casefiles.models import CaseDelivery
from kniha.book.journal import recording
from kniha.book.journal.acting import Hand
from kniha.ledger.bundle_zips import zip_target
from kniha.ledger.bundles import Description, build_bundle, describe
from kniha.ledger.keys import SigningKey
from kniha.ledger.registers import Register
from kniha.runs import proofs
from kniha.runs.casefiles.files import Shelves, index_pages, payload
from kniha.runs.casefiles.telling import Weighed, tell
from kniha.runs.casefiles.weighing import weigh
from kniha.seal.closing import Sealer
from kniha.seal.recipients import Recipient, parse_recipient
from kniha.vocab.crimes.elements import Crimes
from kniha.vocab.errors import BrokenError, ConflictError, NotFoundError, RefusedError
from kniha.vocab.ids import RandomBytes


@dataclass(frozen=True, slots=True)
class Office:
    """What deliveries are made with."""

    public: Register
    folder: Path
    shelves: Shelves
    signer: SigningKey = field(repr=False)
    crimes: Crimes


def place_of(folder: Path, delivery: CaseDelivery) -> Path:
    """Where the sealed file of a delivery lies, from when it is made until it is acknowledged."""
    return folder / f"{delivery.pk}.age"


def deliver(hand: Hand, delivery: CaseDelivery, office: Office) -> CaseDelivery:
    """Make what was asked for and enter it; what cannot be made is entered as failed, with the reason.

    UnavailableError while the newest entries of an incident are under no signed head yet, ConflictError where something changed meanwhile:
    then nothing was done, and trying again helps.
    """
    is_entered = False
    try:
        weighed = _weighed(hand, delivery)
        delivery = _enter(hand, delivery, weighed, _made(hand, delivery, office, weighed))
        is_entered = True
    except (BrokenError, NotFoundError, RefusedError) as error:
        note_failed(hand, delivery, why=str(error))
        delivery.refresh_from_db()
    finally:
        if not is_entered:
            place_of(office.folder, delivery).unlink(missing_ok=True)
    return delivery


@transaction.atomic
def _enter(hand: Hand, delivery: CaseDelivery, weighed: Weighed, made: Delivered) -> CaseDelivery:
    recording.hold()
    if _weighed(hand, delivery) != weighed:
        raise ConflictError("what may leave changed while the delivery was made")
    return note_delivered(hand, delivery, made)


def sweep(folder: Path) -> int:
    """Remove sealed files that nobody waits for any more: acknowledged ones, and what a worker that died left. Return how many."""
    kept = set(CaseDelivery.objects.filter(state=rules.MADE).values_list("pk", flat=True))
    gone = [path for path in folder.glob("*.age*") if path.name.removesuffix(".part").removesuffix(".age") not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _weighed(hand: Hand, delivery: CaseDelivery) -> Weighed:
    items = tuple(queries.chosen(delivery.case_file))
    rules.must_be_disclosed(delivery.disclosure.chosen, rules.digest_of(item.pk for item in items))
    weighed = Weighed(items, weigh(delivery.case_file, items, today=hand.today))
    if not weighed.leaving:
        raise RefusedError("nothing of what is chosen may leave")
    return weighed


def _made(hand: Hand, delivery: CaseDelivery, office: Office, weighed: Weighed) -> Delivered:
    prefix, register = founding().number_prefix, office.public.id.hex()
    telling = tell(delivery, weighed, office.crimes, prefix=prefix, register=register, now=hand.now)
    written = _proofs(weighed, office) | index_pages(telling, delivery.languages, now=hand.now)
    files = payload(office.shelves, telling, written)
    recipient = parse_recipient(delivery.case_file.recipient)
    with _sealing(place_of(office.folder, delivery), recipient, hand.random_bytes) as sink:
        with zip_target(cast("BinaryIO", sink), f"case-file-{delivery.number}") as target:  # what is asked of it is to be written
            digest = build_bundle(target, files, _description(delivery, office, files, hand.today), (office.signer,))
        sink.finish()
    carried = tuple(item.pk for item in weighed.leaving)
    return Delivered(digest.hex(), sink.digest.hexdigest(), sink.size, carried, weighed.reasons)


def _description(delivery: CaseDelivery, office: Office, files: Iterable[str], today: date) -> Description:
    previous = bytes.fromhex(delivery.previous.bundle) if delivery.previous else None
    return describe(
        files, register=office.public.id, kind="case-file", title=delivery.case_file.title, made_on=today.isoformat(),
        signers=(office.signer,), previous=previous,
    )  # fmt: skip


def _proofs(weighed: Weighed, office: Office) -> dict[str, bytes]:
    """What the register concluded of each incident that leaves, provable."""
    incidents = [item.incident for item in weighed.leaving if item.incident is not None]
    return {f"proofs/{incident.number}.kniha-proof": proofs.build(incident, office.public) for incident in incidents}


class SealedSink:
    """Takes plain bytes in order, and writes them sealed: a ZIP is written through it without a way back."""

    def __init__(self, file: BinaryIO, recipient: Recipient, random_bytes: RandomBytes) -> None:
        self._file = file
        self.digest, self.size = sha256(), 0
        self._sealer = Sealer((recipient,), random_bytes=random_bytes)
        self._waiting = bytearray()
        self._pass(self._sealer.header)

    def write(self, data: bytes, /) -> int:
        """Take `data`. Small pieces are sealed together: those of a ZIP's headers are a few bytes each."""
        self._waiting += data
        if len(self._waiting) >= 1 << 20:
            self._seal()
        return len(data)

    def flush(self) -> None:
        """Nothing: what is taken is written in pieces of its own size."""

    def finish(self) -> None:
        """Write what is left."""
        self._seal()
        self._pass(self._sealer.finish())

    def _seal(self) -> None:
        self._pass(self._sealer.update(bytes(self._waiting)))
        self._waiting.clear()

    def _pass(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        self._file.write(data)


@contextmanager
def _sealing(place: Path, recipient: Recipient, random_bytes: RandomBytes) -> Iterator[SealedSink]:
    """A sealed file that appears at `place` when all is written; nothing stays of one that was not."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(place.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield SealedSink(file, recipient, random_bytes)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
