"""`kniha book verify`, the signed heads: each signed by the log, of the root that the journal has, and no entry dated before it.

The journal itself, `kniha.book.journal.checking` checks first; here it is held against what was signed, in the database and outside it.
"""

from collections.abc import Iterator
from pathlib import Path

from kniha.book.journal import checking
from kniha.book.journal.models import Checkpoint
from kniha.ledger.checkpoints import generation_of, origin_of
from kniha.ledger.registers import Register
from kniha.runs.heads import SignedHead, check_head, opened
from kniha.runs.kept import Kept
from kniha.vocab.errors import BrokenError, MalformedError


def is_signed(folder: Path) -> bool:
    """Whether there is a head to check, in the database or kept outside it in `folder`."""
    return Checkpoint.objects.exists() or Kept(folder).head() is not None


def check_signed(public: Register, folder: Path) -> int:
    """Check every signed head, and that the journal may follow the newest of them, also the one kept outside; return how many.

    Raises BrokenError for a false signature, another root or an entry dated back, RefusedError for a journal behind what was signed.
    """
    count = check_heads(public)
    check_head(public, folder)
    return count


def check_heads(public: Register) -> int:
    """The same, of the heads in the database alone."""
    heads = tuple(_opened(public))
    checking.check_heads((one.head.size, one.head.root) for one in heads)
    checking.check_dates((one.head.size, one.at) for one in heads)
    return len(heads)


def _opened(public: Register) -> Iterator[SignedHead]:
    for size, note in Checkpoint.objects.order_by("size").values_list("size", "note"):
        signed = _signed(size, note, public)
        if signed.head.size != size or signed.head.origin != origin_of(public.id, generation_of(signed.head.origin)):
            raise BrokenError(f"the head kept as that of {size} entries is of {signed.head.size} entries of {signed.head.origin}")
        yield signed


def _signed(size: int, note: str, public: Register) -> SignedHead:
    try:
        return opened(note, public.checkpoint_keys)
    except MalformedError as error:
        raise BrokenError(f"what is kept as the head of {size} entries is none: {error}") from error
