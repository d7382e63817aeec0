"""Bad books: entries changed, dropped, put in, reordered, dated back; heads in the wrong place; frames that are none."""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from tools.corpus_files import Case, book, heads, wrong
from tools.corpus_world import ANOTHER_REGISTER, Log, story

from kniha.ledger.book_file import MAGIC
from kniha.ledger.entries import commitment

Frames = list[tuple[bytes, bytes]]


def short() -> Log:
    """Return the first entries of the story: enough for a book."""
    return story().restored(4)


LOG = short()
BOOK = book(LOG, heads(LOG, 2))


def bad_books() -> Iterator[Case]:
    """Yield every bad book."""
    yield from _forms()
    yield from _entries()
    yield from _heads()


def frames(data: bytes) -> Frames:
    """Return the frames of a book but the last, which closes it."""
    at, found = len(MAGIC), []
    while at < len(data):
        kind, length = struct.unpack_from(">cI", data, at)
        found.append((kind, data[at + 5 : at + 5 + length]))
        at += 5 + length
    return found[:-1]


def framed(parts: Sequence[tuple[bytes, bytes]], end: bytes | None = None) -> bytes:
    """Return the book of these frames, closed anew."""
    body = MAGIC + b"".join(struct.pack(">cI", kind, len(data)) + data for kind, data in parts)
    closing = sha256(body).digest() if end is None else end
    return body + struct.pack(">cI", b"Z", len(closing)) + closing


def _edited(step: int, name: str, edit: Callable[[Frames], object]) -> Case:
    parts = frames(BOOK)
    edit(parts)
    return wrong(step, f"{name}.kniha-book", framed(parts))


def _forms() -> Iterator[Case]:
    """Step 1, and the closing digest. The frames are J E E H E E H."""
    parts = frames(BOOK)
    of_four = parts[0][1]
    leaf = parts[1][1]
    yield wrong(1, "book-cut-short.kniha-book", BOOK[: len(BOOK) * 2 // 3])
    yield wrong(1, "book-cut-off-after-an-entry.kniha-book", framed(parts[:6])[:-37])
    yield wrong(1, "book-with-bytes-after-its-end.kniha-book", BOOK + b"\n")
    yield wrong(1, "book-without-its-last-head.kniha-book", framed(parts[:-1]))
    yield _edited(1, "book-with-an-unknown-frame", lambda parts: parts.insert(1, (b"N", b"checked by a notary")))
    yield _edited(1, "book-with-its-first-frame-twice", lambda parts: parts.insert(1, parts[0]))
    yield _edited(1, "book-with-a-head-before-its-entries", lambda parts: parts.insert(1, parts.pop(3)))
    yield _edited(1, "book-of-fewer-entries-than-it-says", lambda parts: parts.__setitem__(0, (b"J", of_four.replace(b":4,", b":5,"))))
    yield _edited(1, "book-that-shows-values-and-says-none", lambda parts: parts.__setitem__(0, (b"J", of_four.replace(b"all", b"none"))))
    yield _edited(1, "book-with-a-value-more-than-paths", lambda parts: parts.__setitem__(1, (b"E", leaf + b"\xff" * 4)))
    less = leaf[: leaf.rindex(b'"custodian"') - 20]  # without the last value, its length and salt
    yield _edited(1, "book-with-a-value-less-than-paths", lambda parts: parts.__setitem__(1, (b"E", less)))
    yield _edited(1, "book-with-an-entry-whose-length-is-wrong", lambda parts: parts.__setitem__(1, (b"E", b"\0\0\0\1" + leaf[4:])))
    yield wrong(11, "book-under-another-closing-digest.kniha-book", framed(parts, bytes(32)))
    yield wrong(1, "book-with-a-closing-digest-too-short.kniha-book", framed(parts, bytes(31)))


def _replaced(frame: bytes, old: bytes, new: bytes) -> tuple[bytes, bytes]:
    assert len(old) == len(new)
    assert old in frame
    return b"E", frame.replace(old, new)


def _recommitted(parts: Frames) -> None:
    """Another kind, with the commitment to it: what an owner would do who wants it to have been so."""
    _, values, commitments = LOG.entries[2]
    place = next(place for place, value in enumerate(values) if value.path == "0/kind")
    value = values[place]
    new = commitment(value.salt, value.path, b'"killing"')
    _, frame = _replaced(parts[4][1], b'"beating"', b'"killing"')
    parts[4] = _replaced(frame, commitments[place], new)


def _swapped_and_mended(parts: Frames) -> None:
    """Two entries change places, and each says that it was always there."""
    one, two = (_replaced(parts[at][1], b'"seq":%d' % old, b'"seq":%d' % new) for at, old, new in ((4, 2, 3), (5, 3, 2)))
    parts[4:6] = [two, one]


def _entries() -> Iterator[Case]:
    """Steps 2, 3, 9, 10."""
    yield _edited(2, "book-with-a-value-edited", lambda parts: parts.__setitem__(4, _replaced(parts[4][1], b'"beating"', b'"killing"')))
    yield _edited(
        2,
        "book-with-an-entry-back-dated-in-its-value",
        lambda parts: parts.__setitem__(5, _replaced(parts[5][1], b"2026-03-02T", b"2026-01-02T")),
    )
    yield _edited(3, "book-with-two-entries-swapped", lambda parts: parts.__setitem__(slice(4, 6), parts[5:3:-1]))
    yield _edited(3, "book-with-an-entry-dropped", _dropped)
    yield _edited(3, "book-with-an-entry-twice", _doubled)
    yield _edited(9, "book-with-two-entries-swapped-and-hashes-below-mended", _swapped_and_mended)
    yield _edited(9, "book-with-a-value-edited-and-its-commitment-too", _recommitted)
    yield _edited(
        9, "book-with-an-action-renamed", lambda parts: parts.__setitem__(4, _replaced(parts[4][1], b"account.coded", b"account.faked"))
    )
    yield wrong(9, "book-with-an-entry-put-in-and-the-next-renumbered.kniha-book", framed(_inserted()))
    dated = short()
    dated.enter("statement.read", at="2026-02-27T08:00:00.000000Z")
    yield wrong(10, "book-with-an-entry-back-dated-when-it-was-made.kniha-book", book(dated, heads(dated, 4)))
    timeless = short()
    timeless.enter("statement.read", at="yesterday")
    yield wrong(10, "book-with-an-entry-at-no-time.kniha-book", book(timeless, heads(timeless, 4)))


def _dropped(parts: Frames) -> None:
    parts[0] = (b"J", parts[0][1].replace(b":4,", b":3,"))
    del parts[4]


def _doubled(parts: Frames) -> None:
    parts[0] = (b"J", parts[0][1].replace(b":4,", b":5,"))
    parts.insert(5, parts[4])


def _inserted() -> Frames:
    """Return the frames of a book with an entry that was never made in place of the fourth, which says that it is the fifth."""
    false = LOG.restored(3)
    false.enter("statement.read")
    bones, values, _ = LOG.entries[3]
    false.put(bones.replace(b'"seq":3', b'"seq":4'), values)
    return [*frames(book(false, heads(false, 2)))[:-1], frames(BOOK)[-1]]


def _heads() -> Iterator[Case]:
    """Steps 4 to 9: each head of a book."""
    two, four = LOG.evidence(2, witnesses=()), LOG.evidence()
    edited = replace(two, checkpoint=two.checkpoint.replace("\n2\n", "\n3\n", 1))
    moved = replace(four, checkpoint=four.checkpoint.replace("\n4\n", "\n5\n", 1))
    another = story(register=ANOTHER_REGISTER).restored(2).evidence(witnesses=(), custodians=())
    yield wrong(4, "book-with-an-early-head-edited.kniha-book", book(LOG, [(2, edited), (4, four)]))
    yield wrong(4, "book-with-its-last-head-edited.kniha-book", book(LOG, [(2, two), (4, moved)]))
    yield Case("book-with-a-head-of-another-register.kniha-book", book(LOG, [(2, another), (4, four)]), 1, 5, ())
    renamed = frames(BOOK)[0][1].replace(LOG.register.hex().encode(), ANOTHER_REGISTER.hex().encode())
    yield _edited(5, "book-that-says-it-is-of-another-register", lambda parts: parts.__setitem__(0, (b"J", renamed)))
    strange = replace(four, witnesses=(), checkpoint=four.checkpoint)
    yield wrong(4, "book-with-a-head-under-which-a-stranger-signed.kniha-book", book(LOG, [(2, two), (4, strange)]))
    yield wrong(9, "book-with-a-head-too-early.kniha-book", book(LOG, [(1, two), (4, four)]))
    yield wrong(9, "book-with-a-head-too-late.kniha-book", book(LOG, [(3, two), (4, four)]))
    yield wrong(9, "book-of-which-a-head-saw-another-past.kniha-book", book(_other_past(), [(2, two), (4, _other_past().evidence())]))
    hidden = short().restored(3)
    hidden.enter("log.restarted", role="custodian", seam="kept quiet", old_head="kept quiet")
    yield wrong(9, "book-that-hides-a-seam.kniha-book", book(hidden, heads(hidden)))
    other_root = short().begun_anew(3, restored_root=LOG.head(2).root)
    yield wrong(9, "book-after-a-seam-that-cites-another-restored-root.kniha-book", book(other_root, heads(other_root)))


def _other_past() -> Log:
    """The same register with another first entry."""
    other = Log()
    for number in range(4):
        other.enter("statement.read", reason=f"{number}")
    return other
