"""What is sealed opens again, for whom it was sealed and for nobody else; an altered file never opens."""

import secrets
import tracemalloc
from io import BytesIO
from itertools import pairwise

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sizes import examples

from kniha.seal import bech32
from kniha.seal.armor import Armored, binary
from kniha.seal.closing import Sealer, seal_bytes, seal_stream, seal_under_passphrase
from kniha.seal.header import Stanza, parse_header, read_header
from kniha.seal.opening import open_bytes, open_identities, open_stream, opened, opened_apart
from kniha.seal.passphrases import Passphrase
from kniha.seal.payload import CHUNK, payload_size
from kniha.seal.recipients import HybridIdentity, new_identity, parse_identities, parse_identity, parse_recipient
from kniha.seal.streams import Pieces
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError, NoMatchError

VERA = HybridIdentity(bytes(range(32)))
MAREK = HybridIdentity(bytes(range(32, 64)))
LENGTHS = st.one_of(
    st.integers(0, 300),
    st.builds(lambda chunks, off: max(0, chunks * CHUNK + off), st.integers(0, 3), st.integers(-17, 17)),
)


def sealed_for(data, *identities):
    return seal_bytes(data, [identity.recipient for identity in identities], random_bytes=secrets.token_bytes)


class Zeros:
    """A source of many zero bytes that holds none of them."""

    def __init__(self, size):
        self.left = size

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


class Count:
    """A sink that only counts."""

    size = 0

    def write(self, data):
        self.size += len(data)


class SealedZeros:
    """The payload of a sealed file of zeros, made while it is read."""

    def __init__(self, size, recipient):
        self.sealer = Sealer([recipient], random_bytes=secrets.token_bytes)
        self.zeros = Zeros(size)

    def __iter__(self):
        while piece := self.zeros.read(1 << 20):
            yield self.sealer.update(piece)
        yield self.sealer.finish()


@settings(deadline=None, max_examples=examples(60))
@given(LENGTHS)
def test_what_is_sealed_opens_again(length):
    data = secrets.token_bytes(length)
    sealed = sealed_for(data, VERA)

    assert open_bytes(sealed, [VERA]) == data


@settings(deadline=None, max_examples=examples(60))
@given(LENGTHS, st.lists(st.integers(0, 2 * CHUNK), max_size=5))
def test_any_split_of_the_pieces_gives_one_file(length, cuts):
    data = secrets.token_bytes(length)
    sealer = Sealer([VERA.recipient], random_bytes=secrets.token_bytes)
    places = [0, *sorted(min(cut, length) for cut in cuts), length]
    payload = b"".join(sealer.update(data[a:b]) for a, b in pairwise(places)) + sealer.finish()

    assert open_bytes(sealer.header + payload, [VERA]) == data
    assert len(payload) == payload_size(length)
    assert b"".join(opened_apart(sealer.header, BytesIO(payload), [VERA])) == data


def test_pieces_of_any_form_are_taken():
    sealer = Sealer([VERA.recipient], random_bytes=secrets.token_bytes)
    payload = sealer.update(bytearray(b"a" * CHUNK)) + sealer.update(memoryview(b"b" * CHUNK)) + sealer.finish()

    assert open_bytes(sealer.header + payload, [VERA]) == b"a" * CHUNK + b"b" * CHUNK


def test_each_of_several_recipients_opens():
    sealed = sealed_for(b"for two", VERA, MAREK)

    assert open_bytes(sealed, [MAREK]) == b"for two"
    assert open_bytes(sealed, [new_identity(secrets.token_bytes), VERA]) == b"for two"


def test_a_source_that_gives_one_byte_at_a_time_is_read():
    sealed = sealed_for(b"slowly", VERA)

    assert b"".join(opened(Pieces(sealed[at : at + 1] for at in range(len(sealed))), [VERA])) == b"slowly"


def test_a_passphrase_seals_an_identity_file():
    sealed = seal_under_passphrase(
        f"# Vera\n\n{VERA.text}\n".encode(), Passphrase("саловы дождж", work=4), random_bytes=secrets.token_bytes
    )

    assert open_identities(sealed, lambda: "саловы дождж") == (VERA,)
    with pytest.raises(NoMatchError):
        open_identities(sealed, lambda: "other")


def test_an_identity_file_may_lie_open_or_in_armor():
    armor = BytesIO()
    out = Armored(armor)
    out.write(seal_under_passphrase(VERA.text.encode(), Passphrase("p", work=4), random_bytes=secrets.token_bytes))
    out.finish()

    assert open_identities(armor.getvalue(), lambda: "p") == (VERA,)
    assert open_identities(VERA.text.encode(), lambda: pytest.fail("asked for nothing")) == (VERA,)


def test_a_classic_file_of_another_program_opens():
    classic = pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(b"from elsewhere", [classic.to_public()])

    assert open_bytes(sealed, [parse_identity(str(classic))]) == b"from elsewhere"


def test_a_passphrase_file_goes_both_ways_with_another_program():
    ours = seal_under_passphrase(b"ours", Passphrase("p", work=4), random_bytes=secrets.token_bytes)

    assert pyrage.passphrase.decrypt(ours, "p") == b"ours"


@settings(deadline=None, max_examples=examples(40))
@given(st.binary(max_size=200), st.lists(st.integers(1, 100), max_size=4))
def test_armor_goes_there_and_back(data, sizes):
    text = BytesIO()
    armor = Armored(text)
    source = BytesIO(data)
    for size in sizes:
        armor.write(source.read(size))
    armor.write(source.read())
    armor.finish()

    assert text.getvalue().startswith(b"-----BEGIN")
    assert read_all(binary(BytesIO(text.getvalue()))) == data
    assert read_all(binary(BytesIO(text.getvalue().replace(b"\n", b"\r\n")))) == data


def read_all(source):
    return b"".join(iter(lambda: source.read(1000), b""))


def test_identities_and_recipients_are_written_as_they_were_read():
    assert parse_identity(VERA.text) == VERA
    assert parse_recipient(VERA.recipient.text) == VERA.recipient
    assert VERA.text.startswith("AGE-SECRET-KEY-PQ-1")
    assert len(str(VERA.recipient)) == 1959


def test_no_secret_stands_in_a_repr():
    for thing in (VERA, Passphrase("secret"), parse_identity(str(pyrage.x25519.Identity.generate()))):
        assert "seed" not in repr(thing)
        assert "secret" not in repr(thing)


@pytest.mark.parametrize("opens", [False, True])
def test_memory_is_constant(opens):
    sealed = SealedZeros(64 << 20, VERA.recipient)
    tracemalloc.start()
    if opens:
        size = sum(len(piece) for piece in opened_apart(sealed.sealer.header, Pieces(sealed), [VERA]))
    else:
        sink = Count()
        seal_stream(Zeros(64 << 20), sink, [VERA.recipient], random_bytes=secrets.token_bytes)
        size = sink.size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size >= 64 << 20
    assert peak < 8 << 20


# The bad


def test_another_identity_does_not_open():
    with pytest.raises(NoMatchError):
        open_bytes(sealed_for(b"not for him", VERA), [MAREK])


def test_no_recipient_is_no_file():
    with pytest.raises(MalformedError):
        seal_bytes(b"", [], random_bytes=secrets.token_bytes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        "not a key",
        "age15qsxx0d6tg835whc0jzs5x97ald94dytnqruat6m7sy7jl4h7vrsfc9hza",
        VERA.recipient.text[:-1],
        VERA.recipient.text.replace("age1pq1", "age1pq1q", 1)[:1959],
        VERA.recipient.text + "q",
        VERA.recipient.text[:-1] + VERA.recipient.text[-1].upper(),
        VERA.text,
        "é" * 100,
    ],
)
def test_what_is_no_post_quantum_recipient_is_refused_without_repeating_it(text):
    with pytest.raises(MalformedError) as caught:
        parse_recipient(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize("text", ["", "# nothing here", VERA.text.lower(), VERA.text[:-1], "AGE-SECRET-KEY-PQ-1QQQQ"])
def test_what_is_no_identity_file_is_refused(text):
    with pytest.raises(MalformedError):
        parse_identities(text)


def test_a_recipient_whose_curve_share_is_of_low_order_is_refused():
    _, key = bech32.decode(VERA.recipient.text)
    with pytest.raises(MalformedError):
        parse_recipient(bech32.encode("age1pq", key[:1184] + bytes(32)))


# The malicious


class Classic:
    """Wraps to nobody, as a classic recipient would."""

    def wrap(self, file_key, *, random_bytes):
        return Stanza("X25519", ("A" * 43,), bytes(32))


@pytest.mark.parametrize("other", [Classic(), Passphrase("p", work=4)])
def test_a_post_quantum_recipient_is_never_mixed(other):
    with pytest.raises(MalformedError):
        Sealer([VERA.recipient, other], random_bytes=secrets.token_bytes)


@settings(deadline=None, max_examples=examples(150))
@given(st.integers(0, 2_000_000), st.integers(0, 7))
def test_one_changed_bit_anywhere_breaks_it(place, bit):
    altered = bytearray(SAMPLE)
    altered[place % len(altered)] ^= 1 << bit

    with pytest.raises((BrokenError, MalformedError, NoMatchError)):
        open_bytes(bytes(altered), [VERA])


SAMPLE = sealed_for(bytes(CHUNK + 100), VERA)


@settings(deadline=None, max_examples=examples(60))
@given(st.integers(0, len(SAMPLE) - 1))
def test_a_cut_file_breaks(size):
    with pytest.raises((BrokenError, MalformedError)):
        open_bytes(SAMPLE[:size], [VERA])


def test_more_bytes_at_the_end_break_it():
    with pytest.raises(BrokenError):
        open_bytes(SAMPLE + b"\0", [VERA])


def test_swapped_chunks_break_it():
    header, _ = read_header(BytesIO(SAMPLE))
    sealed = sealed_for(bytes(3 * CHUNK), VERA)
    at = len(header) + 16
    size = CHUNK + 16
    swapped = sealed[:at] + sealed[at + size : at + 2 * size] + sealed[at : at + size] + sealed[at + 2 * size :]

    with pytest.raises(BrokenError):
        open_bytes(swapped, [VERA])


def test_what_was_open_before_the_break_is_the_true_beginning():
    sealed = sealed_for(b"a" * CHUNK + b"b" * 10, VERA)
    sink = BytesIO()

    with pytest.raises(BrokenError):
        open_stream(BytesIO(sealed[:-1] + bytes([sealed[-1] ^ 1])), sink, [VERA])
    assert sink.getvalue() == b"a" * CHUNK


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"-" * 200_000,
        b"age-encryption.org/v1\n" + b"-> a\n\n" * 100_000,
        b"age-encryption.org/v1\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v2\n-> a\n\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n-> a\n\n--- " + b"A" * 43 + b"\nmore",
    ],
)
def test_what_is_no_header_is_refused_and_not_read_on_and_on(data):
    with pytest.raises(MalformedError):
        parse_header(data)
    with pytest.raises(KnihaError):
        open_bytes(data, [VERA])


def test_endless_bytes_before_a_header_or_armor_are_not_read_to_their_end():
    for byte in (b"x", b"\n", b"-"):
        endless = Pieces(byte * 1000 for _ in range(10_000))
        with pytest.raises(MalformedError):
            list(opened(binary(endless), [VERA]))
        assert endless.read(1)
