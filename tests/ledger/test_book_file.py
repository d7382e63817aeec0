"""A whole exported book: read once, in constant memory; an entry changed, dropped, put in, moved or dated back is found."""

import io
import struct
import tracemalloc
from hashlib import sha256

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.ledger.world import AT, REGISTER, Register, custodians, signing_keys, story

from kniha.ledger import tree
from kniha.ledger.book_file import BOOK, ENTRY, HEAD, MAGIC, Book, Frames, parse_book, split_entry, write_book
from kniha.ledger.cosignatures import cosign
from kniha.ledger.entries import leaf_data
from kniha.ledger.given import Given, trusting
from kniha.ledger.head_evidence import parse_head
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifying_books import verify_book
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import ImpossibleError, KnihaError

DAY = 86_400
STORY = story()
TRUST = trusting((*STORY.verifiers(), *(key.verifier() for key in custodians())))


def exported(book, *, values="all", sizes=None, entries=None, erased=()):
    """The book as a file; `erased` are (entry, place). All heads but the last are dated to the story's first day."""
    stored = list(book.stored() if entries is None else entries)
    for seq, place in erased:
        leaf, kept = stored[seq]
        stored[seq] = leaf, tuple(None if number == place else value for number, value in enumerate(kept))
    *older, last = sizes or (len(book.entries),)
    heads = [*((size, book.evidence(size, AT - 2 * DAY)) for size in older), (last, book.evidence(last))]
    out = io.BytesIO()
    write_book(out, Book(REGISTER, len(stored), values), stored, heads)
    return out.getvalue()


def frames(data):
    return list(Frames(io.BytesIO(data)).read())


def joined(*frames_, closing=None):
    """A file of these frames under its right digest: the work of one who has read the specification."""
    data = MAGIC + b"".join(struct.pack(">BI", kind, len(payload)) + payload for kind, payload in frames_)
    closing = sha256(data).digest() if closing is None else closing
    return data + struct.pack(">BI", ord("Z"), len(closing)) + closing


GOOD = exported(STORY, sizes=(2, 5, 9))
FRAMES = frames(GOOD)[:-1]
ENTRIES = [place for place, (kind, _) in enumerate(FRAMES) if kind == ENTRY]
HEADS = [place for place, (kind, _) in enumerate(FRAMES) if kind == HEAD]


def verified(data, given=TRUST):
    return verify_book(io.BytesIO(data), given)


def held(data):
    verdict = verified(data)
    assert verdict.holds, verdict.words
    return verdict


def wrong(data, given=None):
    verdict = verified(data, given or Given())
    step = next(step for step in verdict.steps if step.outcome is Outcome.WRONG)
    return step.number, step.detail


def test_a_book_holds_in_eleven_steps():
    verdict = held(GOOD)
    assert len(verdict.steps) == 11
    assert "It is the whole book up to the root " in verdict.words
    assert verdict.words.endswith("complete: 9 entries. 0 values in it are erased.")
    assert verdict.steps[0].detail == "9 entries, 3 heads, values: all"
    assert verdict.head == STORY.head()


def test_erased_values_are_counted():
    assert held(exported(STORY, erased=[(1, 5), (3, 8)])).words.endswith("2 values in it are erased.")


def test_a_book_without_values_shows_the_tree_and_no_content():
    data = exported(STORY, values="none")
    verdict = held(data)
    assert verdict.words.endswith("It shows no value.")
    assert verdict.steps[9].detail == "no entry shows when it was made"
    assert "затрымалі".encode() not in data
    assert b"2025-11-21" not in data


def test_a_book_over_seams_holds():
    once = STORY.put_back(8)
    once.enter("statement.read", [], day="2025-11-23")
    twice = once.put_back(9)
    for book, heads in (
        (once, [(3, STORY.evidence(3, 0)), (9, once.evidence(9)), (10, once.evidence())]),
        (twice, [(10, twice.evidence())]),
    ):
        out = io.BytesIO()
        write_book(out, Book(REGISTER, 10, "all"), book.stored(), heads)
        held(out.getvalue())


def test_entries_come_back_as_they_were_stored():
    assert [split_entry(payload) for kind, payload in FRAMES if kind == ENTRY] == [(leaf, list(values)) for leaf, values in STORY.stored()]
    assert parse_book(FRAMES[0][1]) == Book(REGISTER, 9, "all")


def test_a_file_that_comes_in_pieces_is_the_same():
    class Slow(io.RawIOBase):
        def __init__(self):
            self.rest = GOOD

        def read(self, size=-1):
            piece, self.rest = self.rest[:7], self.rest[7:]
            return piece

    assert list(Frames(Slow()).read()) == frames(GOOD)


def test_a_book_is_read_in_constant_memory():
    """Of 20,000 entries, 16 MiB, less than 8 MiB are held at any time."""
    book = Register()
    book.enter("register.founded", [], note="x" * 500)
    skeleton, values, commitments = book.entries[0]
    leaf, kept = leaf_data(skeleton, commitments), tuple((value.salt, value.data) for value in values)

    def many():
        for seq in range(20_000):
            yield (
                leaf.replace(b'"seq":0', b'"seq":%d' % seq).replace(
                    len(skeleton).to_bytes(4, "big"), (len(skeleton) + len(str(seq)) - 1).to_bytes(4, "big"), 1
                ),
                kept,
            )

    edge = tree.Edge()
    edge.extend([tree.leaf_hash(leaf) for leaf, _ in many()])
    book.head = lambda size: type(STORY.head())(STORY.head().origin, 20_000, edge.root())
    out = io.BytesIO()
    write_book(out, Book(REGISTER, 20_000, "all"), many(), [(20_000, book.evidence(20_000))])
    assert len(out.getvalue()) > 16 << 20
    tracemalloc.start()
    try:
        out.seek(0)
        assert verify_book(out, TRUST).holds
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("size", "entries", "heads"), [(9, 8, (8,)), (9, 9, (8,)), (8, 9, (9,)), (9, 9, (9, 10)), (9, 9, ())], ids=str)
def test_a_book_is_not_written_that_does_not_end_with_its_head(size, entries, heads):
    told = [(one, STORY.evidence(min(one, 9))) for one in heads]
    with pytest.raises(ImpossibleError):
        write_book(io.BytesIO(), Book(REGISTER, size, "all"), list(STORY.stored())[:entries], told)


# What is wrong with its form.


def with_frame(place, kind=None, payload=None):
    found = list(FRAMES)
    found[place] = (found[place][0] if kind is None else kind, found[place][1] if payload is None else payload)
    return joined(*found)


def first(**said):
    return with_frame(0, payload=canonical({"register": REGISTER.hex(), "size": 9, "values": "all"} | said))


NO_BOOKS = {
    "nothing": b"",
    "a beginning alone": MAGIC,
    "a byte less": GOOD[:-1],
    "cut in its last frame": GOOD[:-40],
    "a byte more": GOOD + b"\0",
    "half of it": GOOD[: len(GOOD) // 2],
    "the last frame alone": joined(),
    "a closing digest too short": joined(*FRAMES, closing=bytes(31)),
    "no first frame": joined(*FRAMES[1:]),
    "two first frames": joined(FRAMES[0], *FRAMES),
    "no head at its end": joined(*FRAMES[:-1]),
    "a head before its entries": joined(FRAMES[0], FRAMES[3], *FRAMES[1:]),
    "an unknown frame": with_frame(1, kind=ord("X")),
    "an entry of no bytes": with_frame(1, payload=b""),
    "an entry cut short": with_frame(1, payload=FRAMES[1][1][:-1]),
    "a value more than paths": with_frame(1, payload=FRAMES[1][1] + b"\xff\xff\xff\xff"),
    "leaf data too long": with_frame(1, payload=b"\xff\xff\xff\xff" + FRAMES[1][1]),
    "a skeleton that is none": with_frame(1, payload=FRAMES[1][1].replace(b"register.founded", b"register founded")),
    "a head that is none": with_frame(-1, payload=b"{}"),
    "fewer entries than it says": first(size=10),
    "a size of nothing": first(size=0),
    "a size as text": first(size="9"),
    "a size that is true": first(size=True),
    "unknown values": first(values="some"),
    "values in a list": first(values=["all"]),
    "values where it says none": first(values="none"),
    "a key more": first(more=1),
    "a frame too large": MAGIC + struct.pack(">BI", BOOK, 65 << 20),
}


@pytest.mark.parametrize("data", NO_BOOKS.values(), ids=NO_BOOKS)
def test_what_has_not_the_form_of_a_book_fails_in_step_1(data):
    assert wrong(data)[0] == 1


# What is wrong with its entries.


def entry_frames(alter):
    found = list(FRAMES)
    alter(found)
    return joined(*found)


def replaced(found, seq, one, other):
    place = ENTRIES[seq]
    found[place] = ENTRY, found[place][1].replace(one, other)


def edit_value(found):
    replaced(found, 1, "затрымалі".encode(), "запрасілі".encode())


def drop(found):
    del found[ENTRIES[3]]
    found[0] = BOOK, Book(REGISTER, 8, "all").encode()


def swap(found):
    found[ENTRIES[3]], found[ENTRIES[4]] = found[ENTRIES[4]], found[ENTRIES[3]]


def duplicate(found):
    found.insert(ENTRIES[3], found[ENTRIES[3]])
    found[0] = BOOK, Book(REGISTER, 10, "all").encode()


def renumber(found):
    """An entry dropped, and all behind it renumbered."""
    for seq in range(4, 9):
        replaced(found, seq, b'"seq":%d' % seq, b'"seq":%d' % (seq - 1))
    drop(found)


def rename(found):
    replaced(found, 1, b"report.received", b"report.receivee")


@pytest.mark.parametrize(
    ("alter", "step", "words"),
    [
        (edit_value, 2, "value '0/text' of entry 1 is not the one committed"),
        (drop, 3, "entry 4 stands in place 3"),
        (swap, 3, "entry 4 stands in place 3"),
        (duplicate, 3, "entry 3 stands in place 4"),
        (renumber, 9, "head 2 states 5 entries"),
        (rename, 9, "head 1 states 2 entries"),
    ],
    ids=["edited", "dropped", "swapped", "twice", "renumbered", "renamed"],
)
def test_an_entry_changed_dropped_moved_or_put_in_is_found(alter, step, words):
    found, detail = wrong(entry_frames(alter))
    assert (found, words in detail) == (step, True), detail


def test_the_lowest_step_is_named_wherever_it_fails():
    """Heads are wrong from the beginning on, and a value at the end."""

    def alter(found):
        rename(found)
        replaced(found, 8, b'"2025-11-23"', b'"2025-11-24"')

    assert wrong(entry_frames(alter))[0] == 2


# What is wrong with its heads.


def with_head(place, alter):
    head = parse_canonical(FRAMES[place][1])
    alter(head)
    return with_frame(place, payload=canonical(head))


@pytest.mark.parametrize(
    ("alter", "step"),
    [
        (lambda head: head["keys"].pop(), 4),
        (lambda head: head.update(checkpoint=head["checkpoint"].replace("\n2\n", "\n3\n")), 4),
        (lambda head: head.update(register="00" * 32), 5),
        (lambda head: head["custodians"].append(custodians()[0].verifier().text), 6),
    ],
    ids=["a key less", "another size", "another register", "a custodian more"],
)
def test_every_head_is_verified_and_not_the_newest_alone(alter, step):
    assert wrong(with_head(HEADS[0], alter))[0] == step


def test_witnesses_and_authorities_are_asked_of_the_head_over_the_whole_book():
    """Earlier heads may be older than the witness; the last one covers them."""
    witness = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)
    given = trusting(STORY.verifiers(), witnesses=[witness.verifier()])
    out = io.BytesIO()
    seen = {witness.verifier(): cosign(STORY.head(), witness, at=AT)}
    write_book(out, Book(REGISTER, 9, "all"), STORY.stored(), [(5, STORY.evidence(5, 0)), (9, STORY.evidence(cosignatures=seen))])
    verdict = verified(out.getvalue(), given)
    assert verdict.holds, verdict.words
    assert wrong(GOOD, given)[0] == 7


def test_a_head_of_another_register_is_found():
    other = bytes(32)
    assert wrong(first(register=other.hex()))[0] == 5


@pytest.mark.parametrize("places", [(HEADS[0], HEADS[0] + 1), (HEADS[0] - 1, HEADS[0])])
def test_a_head_stands_where_its_entries_end(places):
    one, other = places

    def move(found):
        found[one], found[other] = found[other], found[one]

    assert wrong(entry_frames(move))[0] == 9


def test_a_head_over_another_past_is_found():
    fork = STORY.cut(4)
    fork.enter("statement.read", [])
    step, detail = wrong(with_frame(HEADS[1], payload=canonical(fork.evidence().encode())))
    assert (step, "head 2 states 5 entries and the root" in detail) == (9, True)


def test_a_seam_left_out_of_a_head_is_found():
    """A head signed under the old origin after the log began again."""
    book = STORY.put_back(8)
    old = Register(entries=book.entries, nodes=book.nodes)
    out = io.BytesIO()
    write_book(out, Book(REGISTER, 9, "all"), book.stored(), [(9, old.evidence())])
    step, detail = wrong(out.getvalue())
    assert (step, "the seams of head 1" in detail) == (9, True)


def test_a_seam_over_another_tree_than_it_cites_is_found():
    (note, old_head) = STORY.put_back(8).seams[0]
    lying = STORY.cut(7)
    lying.enter("statement.read", [])
    lying.generation, lying.seams = 1, ((note, old_head),)
    lying.enter("log.restarted", [], role="register", seam=note, old_head=old_head)
    step, detail = wrong(exported(lying))
    assert (step, "the seams of head 1" in detail) == (9, True)


# Dates.


def dated(at, head=AT):
    """Three entries, the last `at`, behind a head signed `head`."""
    book = Register()
    book.enter("register.founded", [], day="2025-11-21")
    book.enter("statement.read", [], day="2025-11-21")
    book.enter("statement.read", [], at=at)
    heads = [(2, book.evidence(2, head)), (3, book.evidence(3, head + DAY))]
    out = io.BytesIO()
    write_book(out, Book(REGISTER, 3, "all"), book.stored(), heads)
    return out.getvalue()


@pytest.mark.parametrize("at", ["2025-11-22T08:00:00.000000Z", "2025-11-23T08:00:00.000000Z", "2031-01-01T00:00:00.000000Z"])
def test_an_entry_may_be_a_day_older_than_the_head_before_it(at):
    held(dated(at))


def test_a_head_without_time_asks_nothing_of_dates():
    held(dated("1999-01-01T00:00:00.000000Z", head=0))


@pytest.mark.parametrize(
    "at",
    [
        "2025-11-22T07:59:59.999999Z",
        "2020-08-10T22:00:00.000000Z",
        "0000-01-01T00:00:00.000000Z",
        "2025-11-31T08:00:00.000000Z",
        "2025-13-01T08:00:00.000000Z",
        "2026-11-22T24:00:00.000000Z",
        "2026-11-22T08:00:00Z",
        "2026-11-22T08:00:00.000000+01",
        "later",
        5,
        None,
    ],
)
def test_an_entry_dated_back_or_at_no_instant_is_found(at):
    assert wrong(dated(at))[0] == 10


def test_a_head_past_all_calendars_lets_nothing_follow():
    assert wrong(dated("2025-11-23T08:00:00.000000Z", head=2**62))[0] == 10


# The end.


def test_the_closing_digest_finds_a_value_that_was_taken_out():
    """A value struck out looks like one that was erased: only the digest tells, and it proves nothing."""
    struck = exported(STORY, sizes=(2, 5, 9), erased=[(1, 5)])
    held(struck)
    closing = frames(GOOD)[-1][1]
    assert wrong(joined(*frames(struck)[:-1], closing=closing))[0] == 11


def other_keys(seed, book=STORY):
    return Register(keys=signing_keys(seed=seed), entries=book.entries, nodes=book.nodes)


def test_a_stranger_can_sign_no_book():
    book = exported(other_keys(b"f"))
    assert wrong(book, TRUST)[0] == 4
    assert verified(book, Given()).open[0].startswith("whose keys")


@drawn(st.integers(0, len(GOOD) - 1), st.integers(1, 255), st.sampled_from(["alter", "insert", "remove"]))
def test_no_byte_can_be_altered_put_in_or_taken_out(place, bits, how):
    damaged = bytearray(GOOD)
    match how:
        case "alter":
            damaged[place] ^= bits
        case "insert":
            damaged.insert(place, bits)
        case "remove":
            del damaged[place]
    assert not verified(bytes(damaged), Given()).holds


@drawn(st.binary(max_size=300))
def test_no_bytes_make_a_traceback(data):
    assert verified(MAGIC + data).status == 1
    for read in (split_entry, parse_book, lambda payload: parse_head(parse_canonical(payload))):
        with pytest.raises(KnihaError):
            read(data)


def test_what_many_heads_leave_open_is_bounded():
    """Against a file of ever new keys, each with its fingerprint to compare."""
    book = Register()
    for _ in range(120):
        book.enter("statement.read", [], day="2025-11-23")
    heads = [(size, other_keys(bytes([size]), book).evidence(size)) for size in range(1, 121)]
    out = io.BytesIO()
    write_book(out, Book(REGISTER, 120, "none"), book.stored(), heads)
    assert 100 < len(verified(out.getvalue(), Given()).open) < 110
