"""After a restore: what was lost, as a seam for the custodians to sign, and how the log begins again (docs/spec/ledger.md §11)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from django.db import transaction

from kniha.book.journal import recording
from kniha.book.journal.acting import Hand
from kniha.book.journal.models import LogOrigin
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.checkpoints import generation_of, origin_of
from kniha.ledger.notes import parse_note
from kniha.ledger.registers import Register
from kniha.ledger.seams import Seam, check_seam, parse_seam
from kniha.runs.heads import age, check_follows, check_head, current_head, hold_still, opened, signed_before
from kniha.runs.kept import Kept, KeptSeam
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ConflictError, RefusedError


@dataclass(frozen=True, slots=True)
class Loss:
    """What a restore lost: the seam that states it, the old head that proves it, and earlier seams whose own entries are lost with it."""

    seam: Seam
    old_head: str
    lost_seams: tuple[KeptSeam, ...]


def bring_head(note: str, register: Register, folder: Path) -> Head:
    """Keep outside a head that somebody else held, a witness say, if it is newer than what is kept; return it.

    Raises BrokenError unless the register's log signed it.
    """
    brought = opened(note, register.checkpoint_keys)
    with transaction.atomic():
        hold_still()
        known = signed_before(register.checkpoint_keys, folder)
        if all(age(one) < age(brought) for one in known) or Kept(folder).head() is None:
            Kept(folder).keep_head(max((*known, brought), key=age).note)
    return brought.head


def find_loss(register: Register, folder: Path) -> Loss:
    """Return what is lost of the register's log; ConflictError where nothing is, and no seam is needed.

    Raises RefusedError where no seam could state it, BrokenError for a journal with another past.
    """
    if Kept(folder).head() is None:
        raise RefusedError(
            "no head is kept outside the database; whoever holds the newest one brings it back: kniha book seam state --head"
        )
    known, head = signed_before(register.checkpoint_keys, folder), current_head()
    old = max(known, key=age)
    if generation_of(old.head.origin) <= generation_of(head.origin) and not _is_behind(head, old.head):
        check_head(register, folder)
        raise ConflictError("nothing is lost: the journal follows every head that was signed, and no seam is needed")
    for one in known:
        if one.head.origin == head.origin and not _is_behind(head, one.head):
            check_follows(one.head, head)
    lost_seams = tuple(_lost_seams(register, folder, old.head, head))  # first: they may say that no seam is possible
    return Loss(_seam(register.id, old.head, head), old.note, lost_seams)


def take_seam(hand: Hand, note: str, register: Register, folder: Path) -> Seam:
    """Begin the next generation of the log with `note`, which the custodians signed; return the seam.

    Everything that it cites is held against the head kept outside and the journal as it stands. Raises BrokenError, MalformedError
    or RefusedError where something does not hold, ConflictError where nothing is lost (any more).
    """
    signed = check_seam(note, register.custodian_keys)
    if len(parse_note(note).lines) != len(signed):
        raise RefusedError("a line under the seam is no custodian's, or stands there twice")
    with transaction.atomic():
        hold_still()
        loss = find_loss(register, folder)
        _check_same(parse_seam(note), loss.seam)
        Kept(folder).keep_seam(loss.seam.generation, KeptSeam(note, loss.old_head))
        for one in (*(lost.note for lost in loss.lost_seams), note):
            seam = parse_seam(one)
            LogOrigin.objects.create(generation=seam.generation, first=seam.restored_size, seam=one)
        draft = hand.draft(hand.acting_as(), "log.restarted", [])
        recording.enter(replace(draft, more=_values(note, loss)), random_bytes=hand.random_bytes)
    return loss.seam


def _seam(register: bytes, old: Head, restored: Head) -> Seam:
    return Seam(
        register=register,
        old_origin=old.origin,
        old_size=old.size,
        old_root=old.root,
        new_origin=origin_of(register, generation_of(old.origin) + 1),
        restored_size=restored.size,
        restored_root=restored.root,
    )


def _values(note: str, loss: Loss) -> dict[str, JSON]:
    values: dict[str, JSON] = {"seam": note, "old_head": loss.old_head}
    if loss.lost_seams:
        values["lost_seams"] = [{"old_head": lost.old_head, "seam": lost.note} for lost in loss.lost_seams]
    return values


def _lost_seams(register: Register, folder: Path, old: Head, head: Head) -> Iterator[KeptSeam]:
    """The seams that the copy is older than. They were kept outside before a head of their generation was signed."""
    for generation in range(generation_of(head.origin) + 1, generation_of(old.origin) + 1):
        kept = Kept(folder).seam(generation)
        if kept is None:
            raise RefusedError(f"the seam to generation {generation} is not kept outside any more, and without it no verifier follows")
        check_seam(kept.note, register.custodian_keys)
        if (most := parse_seam(kept.note).restored_size) < head.size:
            raise RefusedError(
                f"this copy has {head.size} entries, of a past given up at {most}; put back a newer copy, or one no longer than that"
            )
        yield kept


def _check_same(seam: Seam, found: Seam) -> None:
    for field in fields(Seam):
        said, is_so = (getattr(one, field.name) for one in (seam, found))
        if said != is_so:
            raise RefusedError(f"the seam's {field.name.replace('_', ' ')} is {_shown(said)}, and here it is {_shown(is_so)}")


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _is_behind(head: Head, old: Head) -> bool:
    return generation_of(old.origin) == generation_of(head.origin) and head.size < old.size
