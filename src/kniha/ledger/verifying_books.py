"""Whether an exported book holds: its eleven steps, in one pass and constant memory (docs/spec/files.md §6).

Several steps may fail, and the one with the lowest number is named: so the file is read to its end before its verdict.
"""

from typing import BinaryIO

from kniha.ledger import verifying_heads
from kniha.ledger.book_file import Frames
from kniha.ledger.book_reading import DATES, DIGEST, HEADS, PLACES, ROOTS, VALUES, BookReading, read_book
from kniha.ledger.given import Given
from kniha.ledger.verdicts import Found, Held, Verdict, Walk, judge
from kniha.ledger.wording import counted, this_holds

STEPS = (
    "the file has the form of a book, from its first frame to its last",
    "each value is the one committed",
    "each entry stands in its place",
    *(f"every head: {step}" for step in verifying_heads.STEPS),
    "each head is that of the tree at its place",
    "no entry is dated back behind a head before it",
    "nothing was left out since",
)


def verify_book(stream: BinaryIO, given: Given, *, begun: bytes = b"") -> Verdict:
    """Judge an exported book, read once from front to back; `begun` is what was read of it already, to see what it is."""
    return judge(STEPS, lambda: _walk(Frames(stream, begun), given))


def _walk(frames: Frames, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/files.md §6
    read = read_book(frames, given)
    yield Held(f"{counted(read.size, 'entry')}, {counted(read.heads, 'head')}, values: {read.book.values}")

    # (2) values; (3) places
    yield read.step(VALUES, f"{counted(read.shown, 'value')} there, {read.absent:,} erased or kept back")
    yield read.step(PLACES, f"0 to {read.size - 1:,}")

    # (4–8) all heads
    for number, held in enumerate(read.held, HEADS):
        yield read.step(number, f"the newest: {held.detail}")

    # (9) roots; (10) dates; (11) the closing digest
    head = read.newest
    assert head is not None, "a head that does not hold has failed one of steps 4 to 8"
    yield read.step(ROOTS, f"root {head.checkpoint.root.hex()} over {counted(read.size, 'entry')}")
    yield read.step(DATES, "" if read.book.values == "all" else "no entry shows when it was made")
    yield read.step(DIGEST, "")
    words = f"{this_holds(given.logs)} It is the whole book up to {head.name}, complete: {counted(read.size, 'entry')}. {_values(read)}"
    return Found(words, head.checkpoint)


def _values(read: BookReading) -> str:
    if read.book.values == "none":
        return "It shows no value."
    return f"{counted(read.absent, 'value')} in it {'is' if read.absent == 1 else 'are'} erased."
