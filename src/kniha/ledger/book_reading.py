"""What is known of an exported book while it is read, and what was found wrong with it, by step (docs/spec/files.md §6)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kniha.ledger import verifying_heads
from kniha.ledger.book_file import BOOK, END, ENTRY, HEAD, Book, CheckedEntry, Frames, check_entry, parse_book, split_entry
from kniha.ledger.entries import HASH_LENGTH, LEAF_PREFIX, Salted, check_count, commitment, parse_skeleton, split_leaf
from kniha.ledger.given import Given
from kniha.ledger.head_evidence import parse_head
from kniha.ledger.proofs import short
from kniha.ledger.tree import Edge, leaf_hash
from kniha.ledger.verdicts import Held
from kniha.ledger.verifying_heads import ReadHead, walk_covered_head, walk_head
from kniha.ledger.verifying_seams import RESTARTED, entered
from kniha.ledger.wording import counted
from kniha.vocab.canonical import parse_canonical
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError

VALUES, PLACES, HEADS, ROOTS, DATES, DIGEST = 2, 3, 4, 9, 10, 11
"""The numbers of the steps behind the form; those of the heads go from 4 to 8."""

_TOGETHER = 4096  # leaves that go into the tree at once
_MOST_OPEN = 100  # points kept for each step: a file of ever new ones may not fill the memory
_DAY_OF_SECONDS = 86_400
_SKELETON_AT = 4 + len(LEAF_PREFIX) + 4  # in the frame of an entry
_RESTART = f'{{"action":"{RESTARTED}",'.encode()
_TIME = rb'T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\.[0-9]{6}Z"'
_DATED = re.compile(rb'"([0-9]{4}-[0-9]{2}-[0-9]{2})' + _TIME)
_INSTANT = re.compile(rb'"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])' + _TIME)
"""Most instants; the days that not every month has are looked at one by one."""


@dataclass(slots=True)
class BookReading:
    """How far a book was read, and what came of it."""

    given: Given
    book: Book
    size: int = 0
    shown: int = 0
    absent: int = 0
    heads: int = 0
    newest: ReadHead | None = None
    held: tuple[Held, ...] = (Held(""),) * len(verifying_heads.STEPS)
    _wrong: dict[int, str] = field(default_factory=dict)
    _open: dict[int, dict[str, None]] = field(default_factory=dict)
    _edge: Edge = field(default_factory=Edge)
    _leaves: list[bytes] = field(default_factory=list)
    _restarts: dict[int, bytes] = field(default_factory=dict)
    _floor: bytes = b""

    def step(self, number: int, detail: str) -> Held:
        """Return how step `number` held; BrokenError with the first thing that was found wrong with it."""
        if number in self._wrong:
            raise BrokenError(self._wrong[number])
        return Held(detail, tuple(self._open.get(number, ())))

    def take_entry(self, payload: bytes) -> None:
        """Check one entry by itself, and put it into the tree; MalformedError for what is none."""
        try:
            hashed, shown, absent, at = check_entry(payload, self.size)
        except KnihaError:
            hashed, shown, absent, at = self._find_faults(payload)
        if payload.startswith(_RESTART, _SKELETON_AT):
            self._restarts[self.size] = self._root()
        if at is not None and (at < self._floor or not _INSTANT.fullmatch(at)):
            self._find_date(at)
        self.shown += shown
        self.absent += absent
        self.size += 1
        self._leaves.append(hashed)
        if len(self._leaves) == _TOGETHER:
            self._grow()

    def take_head(self, payload: bytes) -> None:
        """Check one head, and hold it against the tree at its place; MalformedError for what is none."""
        self.heads += 1
        read = walk_head if self.size == self.book.size else walk_covered_head
        walk, held = read(parse_head(parse_canonical(payload)), self.given), list[Held]()
        try:
            while True:
                held.append(next(walk))
        except StopIteration as end:
            self._hold(end.value, held)
        except KnihaError as error:
            self._note(HEADS + len(held), f"head {self.heads}: {error}")

    def close(self, payload: bytes, digest: bytes) -> None:
        """Take the last frame, with the digest of all before it."""
        if self.size != self.book.size:
            raise MalformedError(f"the book should have {self.book.size:,} entries, and has {self.size:,}")
        if self.shown and self.book.values == "none":
            raise MalformedError("a book without values shows one")
        if len(payload) != len(digest):
            raise MalformedError(f"the closing digest is {len(digest)} bytes")
        if payload != digest:
            self._note(DIGEST, "the closing digest is not that of the file")

    def _hold(self, head: ReadHead, held: Sequence[Held]) -> None:
        stated = head.checkpoint
        if head.evidence.register != self.book.register:
            self._note(
                HEADS + 1, f"head {self.heads} is of register {head.evidence.register.hex()}, the book of {self.book.register.hex()}"
            )
        root = self._root()
        if (stated.size, stated.root) != (self.size, root):
            there = f"{counted(self.size, 'entry')} and the root {short(root)}"
            self._note(
                ROOTS, f"head {self.heads} states {counted(stated.size, 'entry')} and the root {short(stated.root)}; here are {there}"
            )
        if self._restarts != {index: seam.restored_root for index, seam in entered(head.evidence.seams).items()}:
            self._note(ROOTS, f"the seams of head {self.heads} are not those that the entries before it make")
        for number, each in enumerate(held, HEADS):
            points = self._open.setdefault(number, {})
            points |= dict.fromkeys(each.open[: _MOST_OPEN - len(points)])
        self.newest, self.held, self._floor = head, tuple(held), _floor(head.at)

    def _find_faults(self, payload: bytes) -> CheckedEntry:
        """Note what is wrong with an entry, and take it as it is; MalformedError where it is none."""
        leaf, values = split_entry(payload)
        for number, detail in _faults(leaf, values, self.size):
            self._note(number, detail)
        absent = values.count(None)
        return leaf_hash(leaf), len(values) - absent, absent, values[0][1] if values[0] else None

    def _find_date(self, at: bytes) -> None:
        """Note what is wrong with the instant at which an entry was made, if something is."""
        found = _DATED.fullmatch(at)
        if found is None or not _is_day(found[1]):
            self._note(DATES, f"entry {self.size} does not say at which instant it was made")
        elif at < self._floor:
            self._note(DATES, f"entry {self.size} is dated {found[1].decode()}, more than a day before the head in front of it")

    def _root(self) -> bytes:
        self._grow()
        return self._edge.root()

    def _grow(self) -> None:
        self._edge.extend(self._leaves)
        self._leaves.clear()

    def _note(self, number: int, detail: str) -> None:
        self._wrong.setdefault(number, detail)


def read_book(source: Frames, given: Given) -> BookReading:
    """Read a book to its end; MalformedError for what has not the form of one (step 1), all else is noted."""
    frames = source.read()
    kind, payload = next(frames)
    if kind != BOOK:
        raise MalformedError("a book begins with its first frame")
    read, before = BookReading(given, parse_book(payload)), kind
    for kind, payload in frames:
        if kind == ENTRY:
            read.take_entry(payload)
        elif kind == HEAD and before != BOOK:
            read.take_head(payload)
        elif kind == END and before == HEAD:
            read.close(payload, source.digest)
        else:
            raise MalformedError(f"a frame of the kind {kind} has no place here")
        before = kind
    return read


def _faults(leaf: bytes, values: Sequence[Salted | None], seq: int) -> Iterator[tuple[int, str]]:
    """Which steps an entry fails, and why; MalformedError where it is none."""
    skeleton_bytes, joined = split_leaf(leaf)
    skeleton = parse_skeleton(skeleton_bytes)
    commitments = [joined[start : start + HASH_LENGTH] for start in range(0, len(joined), HASH_LENGTH)]
    check_count(skeleton, commitments)
    if len(values) != len(skeleton.paths):
        raise MalformedError(f"entry {seq} has {len(skeleton.paths)} paths, but {len(values)} values")
    for path, value, stated in zip(skeleton.paths, values, commitments, strict=True):
        if value is not None and commitment(value[0], path, value[1]) != stated:
            yield VALUES, f"value '{path}' of entry {seq} is not the one committed"
            break
    if skeleton.seq != seq:
        yield PLACES, f"entry {skeleton.seq} stands in place {seq}"


def _floor(at: int) -> bytes:
    """The earliest `at` that an entry after a head signed `at` may state, as its bytes: a day before. Of a head without time, none."""
    if at == 0:
        return b""
    try:
        return f'"{datetime.fromtimestamp(max(at - _DAY_OF_SECONDS, 0), UTC):%Y-%m-%dT%H:%M:%S.%f}Z"'.encode()
    except (OverflowError, ValueError, OSError):
        return b'"~'  # past all calendars: nothing may follow


def _is_day(text: bytes) -> bool:
    try:
        date.fromisoformat(text.decode())
    except ValueError:
        return False
    return True
