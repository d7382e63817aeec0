"""Numbers, times, signatures and seams as a verdict says them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from kniha.ledger.checkpoints import cosigned_at
from kniha.ledger.cosignatures import Cosignature
from kniha.ledger.keys import Algorithm, VerifierKey
from kniha.ledger.notes import Note
from kniha.ledger.seams import Seam

_IRREGULAR = {"entry": "entries", "hash": "hashes"}


def this_holds(trusted: Sequence[VerifierKey]) -> str:
    """How a verdict begins on a file that holds, under keys that the reader trusts or under those that it brings along."""
    return "This holds." if trusted else "This holds as far as the file can tell by itself: whose its keys are remains to be compared."


def counted(count: int, noun: str) -> str:
    """`1 entry`, `2 entries`."""
    return f"{count:,} {noun if count == 1 else _IRREGULAR.get(noun, f'{noun}s')}"


def instant(seconds: int) -> str:
    """A time in seconds since 1970 as people write it; one past all calendars stays a number."""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError, OSError):
        return f"{seconds} seconds after 1970"


def signed_words(note: Note, keys: Iterable[VerifierKey]) -> str:
    """Which of a log's keys signed its head, and when they say so."""
    return "; ".join(f"{key.kind} key {key.key_id.hex()}{_time_words(note, key)}" for key in keys)


def cosigned_words(found: Iterable[Cosignature]) -> str:
    """Which witnesses had seen a head, and by when."""
    return "; ".join(f"{each.key.name}, {each.key.kind} key {each.key.key_id.hex()}, at {instant(each.at)}" for each in found)


def seam_words(seam: Seam) -> str:
    """What a seam states."""
    return (
        f"of the {counted(seam.old_size, 'entry')} under the newest head of generation {seam.generation - 1}, {seam.lost:,} were lost by a "
        f"restore; the log went on over the first {seam.restored_size:,}"
    )


def _time_words(note: Note, key: VerifierKey) -> str:
    at = cosigned_at(note, key) if key.algorithm is Algorithm.MLDSA44 else 0
    return f", signed {instant(at)}" if at else ""
