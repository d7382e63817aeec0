"""Signing the journal's head, at fixed moments and never on demand (docs/spec/ledger.md §6.5, §11, §12).

The newest signed head is kept outside the database as well, written before the database row. A database that was put back
behind it, or changed before it, gets no further signature here, and takes no further entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kniha.book.access.queries import founding
from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint
from kniha.book.journal.models import Head as JournalHead
from kniha.ledger import checkpoints
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.checkpoints import generation_of, origin_of
from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey
from kniha.ledger.notes import parse_note
from kniha.ledger.registers import Register
from kniha.runs.kept import Kept
from kniha.runs.origins import check_older_generation, check_origins
from kniha.vocab.errors import BrokenError, MalformedError, RefusedError

PUT_BACK = "the register was put back from an older copy; nothing is entered until its custodians have signed what was lost"
"""What whoever enters is told; `kniha doctor` says more."""

_WAY_OUT = "nothing is entered and no head is signed until three custodians have signed a seam: kniha book seam state FILE"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head that the log signed: the tree head, the note verbatim, and the time that stands in it."""

    head: Head
    note: str
    at: datetime


def last_moment(now: datetime, every: int) -> datetime:
    """The newest fixed moment, a whole multiple of `every` seconds since 1970, that is not after `now`; in the zone of `now`."""
    return datetime.fromtimestamp(int(now.timestamp()) // every * every, now.tzinfo)


def next_moment(now: datetime, every: int) -> datetime:
    """The fixed moment at which the next head comes, if the journal grows until then."""
    return datetime.fromtimestamp(last_moment(now, every).timestamp() + every, now.tzinfo)


def current_head() -> Head:
    """The journal's head as it stands now, unsigned, under the origin of its generation."""
    size = reading.size()
    return Head(origin_of(bytes.fromhex(founding().register), reading.generation()), size, reading.root(size))


def keys_under(keys: Sequence[VerifierKey], origin: str) -> tuple[VerifierKey, ...]:
    """The log's `keys` as they are named under `origin`: the same public keys in every generation (§11.1)."""
    return tuple(replace(key, name=origin) for key in keys)


def opened(note: str, keys: Sequence[VerifierKey]) -> SignedHead:
    """Return what `note` states if the log's `keys`, under whatever generation's name, signed it; BrokenError if not."""
    parsed = parse_note(note)
    head = checkpoints.parse_text(parsed.text)
    signed = checkpoints.check_signatures(parsed, keys_under(keys, head.origin))
    times = [checkpoints.cosigned_at(parsed, key) for key in signed if key.algorithm is Algorithm.MLDSA44]
    return SignedHead(head, note, datetime.fromtimestamp(max(times, default=0), UTC))


def signed_before(keys: Sequence[VerifierKey], folder: Path) -> tuple[SignedHead, ...]:
    """The newest head that the database knows, and the one kept outside; the first is missing in a database that was put back."""
    newest = reading.newest_checkpoint()
    notes = (newest.note if newest else None, Kept(folder).head())
    return tuple(opened(note, keys) for note in notes if note is not None)


def age(one: SignedHead) -> tuple[int, int]:
    """What orders signed heads: their generation, then their size."""
    return generation_of(one.head.origin), one.head.size


def check_head(public: Register, folder: Path) -> Head:
    """Return the journal's head if it may follow what the log of `public` signed.

    Raises RefusedError for a journal smaller than what was signed, BrokenError for one with another past.
    """
    head = current_head()
    for older in signed_before(public.checkpoint_keys, folder):
        check_follows(older.head, head)
    if generation_of(head.origin):
        check_origins(public.custodian_keys)
    return head


def check_follows(older: Head, head: Head) -> None:
    """Check that `head`, the journal's own, may come after `older`, which was signed; raises as `check_head` does."""
    _check_not_behind(older, generation_of(head.origin), head.size)
    if generation_of(older.origin) < generation_of(head.origin):
        check_older_generation(older)
        return
    proof = reading.consistency_proof(older.size, head.size) if older.size else ()
    try:
        checkpoints.check_successor(older, head, proof)
    except BrokenError as error:
        raise BrokenError(f"the journal has another past than the head of {older.size} entries that was signed: {error}") from error


def sign_due(signers: Sequence[SigningKey], public: Register, folder: Path, *, now: datetime, every: int) -> Head | None:
    """Sign the head that is due at the newest fixed moment, if one is; the journal is checked in any case, as `check_head` does.

    A head is signed in the first half of its interval or not at all: so two signings are never near each other, whoever restarts
    the worker, and growth between them tells no better than that when it came (§12.3).
    """
    moment, since = last_moment(now, every), now.timestamp() % every
    with transaction.atomic():
        hold_still()
        older = _followed(public, folder)
        _check_clock(older, now)
        if 2 * since >= every or any(one.at >= moment for one in older):
            return None
        return sign_head(signers, public, folder, moment=moment)


def sign_head(signers: Sequence[SigningKey], public: Register, folder: Path, *, moment: datetime) -> Head:
    """Sign the journal's head, dated to `moment`, unless this very head was signed before; return it. Raises as `check_head` does.

    `signers` are the log's keys as they are named in generation 0, among others perhaps in `public`.
    """
    with transaction.atomic():
        hold_still()
        older, head = _followed(public, folder), current_head()
        _check_clock(older, moment)
        if not any(one.head == head for one in older):
            own = [replace(signer, name=head.origin) for signer in signers]
            note = checkpoints.sign_checkpoint(head, own, at=int(moment.timestamp()))
            Kept(folder).keep_head(note)
            _store(head.size, note)
        return head


def hold_still() -> None:
    """Lock the journal until our transaction ends: whoever enters waits, and so does another worker, who then finds the head signed."""
    JournalHead.objects.select_for_update().get()


def may_enter(size: int) -> None:
    """The guard of the journal (`JOURNAL_GUARD` in the settings): asked under its lock, with its size, before each entry.

    Raises RefusedError, and nothing else that could be taken for a fault of what is entered, while the journal is behind the head kept
    outside on this host, or that head cannot be read.
    """
    try:
        note = Kept(settings.OFFICE.heads).head()
        if note is not None:
            _check_not_behind(checkpoints.parse_text(parse_note(note).text), reading.generation(), size)
    except MalformedError as error:
        raise RefusedError(f"nothing is entered: the head kept outside the database is damaged ({error})") from error
    except RefusedError as error:
        raise RefusedError(PUT_BACK) from error


def signed_roots() -> Iterator[tuple[int, bytes]]:
    """The size of every signed head with the root it states: for the check of the journal."""
    for checkpoint in Checkpoint.objects.order_by("size"):
        yield checkpoint.size, checkpoints.parse_text(parse_note(checkpoint.note).text).root


def _followed(public: Register, folder: Path) -> tuple[SignedHead, ...]:
    """The newest heads that were signed, which the journal follows; the database learns of one that it does not know yet."""
    head = check_head(public, folder)
    older = signed_before(public.checkpoint_keys, folder)
    # Against whoever takes the folder away and then puts the database back: without it nothing here could tell.
    if older and Kept(folder).head() is None:
        raise RefusedError(
            "heads were signed, and none is kept outside the database any more; whoever holds the newest one brings it back: "
            "kniha book seam state --head FILE OUT"
        )
    for one in older:
        if one.head.origin == head.origin:
            _store(one.head.size, one.note)  # a worker was killed when it had kept the head outside, and no more
    return older


def _check_not_behind(older: Head, generation: int, size: int) -> None:
    signed = generation_of(older.origin)
    if signed > generation:
        raise RefusedError(f"the database was put back to before generation {signed} of the log began; {_WAY_OUT}")
    if signed == generation and older.size > size:
        raise RefusedError(f"the database was put back: it has {size} entries, and a head of {older.size} was signed; {_WAY_OUT}")


def _check_clock(older: Sequence[SignedHead], now: datetime) -> None:
    newest = max((one.at for one in older), default=now)
    if newest > now:
        raise RefusedError(f"a head was signed that is dated {newest:%Y-%m-%d %H:%M:%S} UTC, and this clock is behind it")


def _store(size: int, note: str) -> None:
    if not Checkpoint.objects.filter(size=size).exists():
        Checkpoint.objects.create(size=size, note=note)
