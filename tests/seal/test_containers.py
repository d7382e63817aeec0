"""A container read is the container written; every other one is refused, and says of what kind its fault is."""

import secrets
import tracemalloc
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sizes import examples

from kniha.seal.closing import Sealer, seal_bytes
from kniha.seal.container_reading import OpenedReport, read_container
from kniha.seal.containers import ContainerWriter
from kniha.seal.envelopes import HEADER_SIZE, check_envelope_header, check_envelope_size, envelope_size
from kniha.seal.frame_reading import FileBegun, FileData, FileEnded
from kniha.seal.frames import LARGEST_DATA, MAGIC, Frame, format_end, frame
from kniha.seal.opening import opened_envelope
from kniha.seal.padding import padding
from kniha.seal.receipts import Receipt, derive
from kniha.seal.recipients import HybridIdentity
from kniha.seal.reports import Consent, Report, format_keys, format_report
from kniha.seal.signatures import sign
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError, NoMatchError, TooLargeError, UnknownTermError

COURIER = HybridIdentity(bytes(range(32)))
REGISTER = sha256(b"a register").digest()
VERA = derive(Receipt(bytes(16)), REGISTER)
REPORT = Report(
    does="report",
    language="be",
    sealed="browser",
    text="Мяне затрымалі каля метро.",
    when="10 жніўня, каля 23:00",
    where="Пушкінская",
    contact="",
    consent=Consent(keep="yes", contact="no", count="yes"),
)
FILES = (("фота.jpg", "image/jpeg", b"\xff\xd8picture"), ("../../etc/passwd", "", b""))


def written(report=REPORT, files=FILES, keys=VERA, register=REGISTER):
    writer = ContainerWriter(register, keys)
    out = []
    for name, kind, data in files:
        out += [writer.begin_file(name, kind), writer.add(data), writer.end_file()]
    return b"".join([*out, *writer.finish(report)])


def read(container, register=REGISTER, piece=1000):
    pieces = (container[at : at + piece] for at in range(0, len(container), piece))
    return list(read_container(pieces, register))


def built(frames, keys=VERA, register=REGISTER, magic=MAGIC, after=b""):
    """Return a container of these frames, signed and padded as one must be: for faults that only a writer can make."""
    body = magic + b"".join(frame(kind, data) for kind, data in frames)
    signed = body + frame(Frame.SIGN, sign(register, sha256(body).digest(), keys.ed25519, keys.mldsa44)) + after
    return signed + b"".join(padding(len(signed)))


JSON_REPORT = (Frame.REPORT, format_report(REPORT))
JSON_KEYS = (Frame.KEYS, format_keys(VERA.public()))
LABEL = (Frame.FILE, canonical({"name": "a", "type": "b"}))


def end(data):
    return Frame.END, sha256(data).digest() + len(data).to_bytes(8, "big")


def test_a_report_with_files_comes_as_it_was_written():
    *events, opened = read(written())

    assert isinstance(opened, OpenedReport)
    assert opened.report == REPORT
    assert opened.keys == VERA.public()
    assert [(file.label.name, file.size, file.digest) for file in opened.files] == [
        ("фота.jpg", 9, sha256(FILES[0][2]).digest()),
        ("../../etc/passwd", 0, sha256(b"").digest()),
    ]
    assert [type(event) for event in events] == [FileBegun, FileData, FileEnded, FileBegun, FileEnded]


def test_the_payload_digest_covers_all_before_the_signatures():
    container = written()
    *_, opened = read(container)
    at = container.index(frame(*JSON_KEYS)) + len(frame(*JSON_KEYS))

    assert opened.payload_digest == sha256(container[:at]).digest()


def test_an_envelope_goes_all_the_way():
    envelope = seal_bytes(written(), [COURIER.recipient], random_bytes=secrets.token_bytes)

    check_envelope_size(len(envelope))
    check_envelope_header(envelope[:HEADER_SIZE])
    *_, opened = read_container(opened_envelope(BytesIO(envelope), [COURIER]), REGISTER)
    assert opened.report == REPORT


@settings(deadline=None, max_examples=examples(25))
@given(st.lists(st.integers(0, 3 * LARGEST_DATA // 2), max_size=5), st.integers(1, 100_000))
def test_a_file_of_any_pieces_has_one_container_and_any_pieces_of_it_are_read(sizes, piece):
    data = secrets.token_bytes(sum(sizes))
    writer = ContainerWriter(REGISTER, VERA)
    source = BytesIO(data)
    parts = [writer.begin_file("a", "b"), *(writer.add(source.read(size)) for size in sizes), writer.end_file()]
    container = b"".join([*parts, *writer.finish(REPORT)])

    *events, opened = read(container, piece=piece)
    assert b"".join(event.data for event in events if isinstance(event, FileData)) == data
    assert len(container) == len(written(files=[("a", "b", data)]))
    assert opened.payload_digest == read(written(files=[("a", "b", data)]))[-1].payload_digest


def test_a_long_name_is_cut_and_a_name_may_be_anything():
    names = ["ж" * 300, "", "\0/../\n", "😀" * 255]
    *_, opened = read(written(files=[(name, "x" * 200, b"") for name in names]))

    assert [file.label.name for file in opened.files] == ["ж" * 255, "", "\0/../\n", "😀" * 255]
    assert opened.files[0].label.type == "x" * 127


def test_the_longest_report_is_taken():
    longest = replace(REPORT, text="ы" * (1_000_000 - len(REPORT.when + REPORT.where)))

    assert read(written(report=longest))[-1].report == longest


def test_one_letter_and_four_hundred_give_envelopes_of_one_size():
    sizes = {len(written(report=replace(REPORT, text=text), files=[])) for text in ("я", "я" * 400)}

    assert len(sizes) == 1


def test_memory_is_constant():
    writer = ContainerWriter(REGISTER, VERA)

    def pieces():
        yield writer.begin_file("film.mp4", "video/mp4")
        for _ in range(64):
            yield writer.add(bytes(1 << 20))
        yield writer.end_file()
        yield from writer.finish(REPORT)

    tracemalloc.start()
    size = sum(len(event.data) for event in read_container(pieces(), REGISTER) if isinstance(event, FileData))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 64 << 20
    assert peak < 16 << 20


# The bad


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"language": "xx"}, UnknownTermError),
        ({"does": "confession"}, UnknownTermError),
        ({"sealed": "nobody"}, UnknownTermError),
        ({"text": "a" * 1_000_001}, TooLargeError),
    ],
)
def test_a_report_that_cannot_be_is_not_built(values, error):
    with pytest.raises(error):
        replace(REPORT, **values)


def test_a_report_that_may_not_be_kept_is_not_built():
    with pytest.raises(MalformedError):
        replace(REPORT, consent=Consent(keep="no", contact="no", count="no"))
    with pytest.raises(UnknownTermError):
        Consent(keep="yes", contact="perhaps", count="no")


NOTHING_MORE = {"when": "", "where": "", "contact": ""}


@pytest.mark.parametrize("does", ["consent", "withdrawal", "return", "certificate"])
def test_what_tells_nothing_has_no_file_and_need_not_have_words(does):
    consent = Consent(keep="no" if does == "withdrawal" else "yes", contact="yes", count="no")
    sent = replace(REPORT, does=does, consent=consent, text="", **NOTHING_MORE)
    *_, opened = read(written(report=sent, files=[]))
    assert opened.report == sent
    with pytest.raises(MalformedError):
        written(report=sent)
    with pytest.raises(MalformedError):
        read(built([LABEL, (Frame.END, format_end(sha256().digest(), 0)), (Frame.REPORT, format_report(sent)), JSON_KEYS]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"does": "withdrawal"},
        {"does": "addition", "consent": Consent(keep="no", contact="no", count="no")},
        {"does": "addition", "contact": "+375 29 000-00-00"},
        {"does": "consent", "where": "Пушкінская", "when": ""},
        {"does": "return", "when": "учора", "where": ""},
    ],
)
def test_a_later_word_that_cannot_be_is_not_built(wrong):
    with pytest.raises(MalformedError):
        replace(REPORT, **wrong)


def test_from_outside_all_that_a_receipt_sends_looks_alike():
    withdrawal = replace(REPORT, does="withdrawal", consent=Consent(keep="no", contact="no", count="no"), **NOTHING_MORE)
    sizes = {len(written(report=sent, files=[])) for sent in (REPORT, replace(REPORT, does="addition"), withdrawal)}
    assert len(sizes) == 1


def test_text_that_grows_beyond_the_frame_is_refused():
    with pytest.raises(TooLargeError):
        format_report(replace(REPORT, text="\0" * 900_000))


def test_half_of_a_surrogate_pair_is_refused():
    with pytest.raises(MalformedError):
        format_report(replace(REPORT, text="\ud800"))


def test_a_report_of_nothing_is_refused():
    with pytest.raises(MalformedError):
        written(report=replace(REPORT, text=""), files=[])
    with pytest.raises(MalformedError):
        read(built([(Frame.REPORT, format_report(replace(REPORT, text=""))), JSON_KEYS]))


def test_the_writer_keeps_to_the_order():
    writer = ContainerWriter(REGISTER, VERA)
    for wrong in (lambda: writer.add(b""), writer.end_file):
        with pytest.raises(MalformedError):
            wrong()
    writer.begin_file("a", "b")
    for wrong in (lambda: writer.begin_file("a", "b"), lambda: list(writer.finish(REPORT))):
        with pytest.raises(MalformedError):
            wrong()


def test_the_writer_takes_sixty_four_files():
    writer = ContainerWriter(REGISTER, VERA)
    for _ in range(64):
        writer.begin_file("a", "b")
        writer.end_file()
    with pytest.raises(TooLargeError):
        writer.begin_file("a", "b")


# The malicious


def test_a_report_signed_for_another_register_is_refused():
    with pytest.raises(BrokenError):
        read(written(), register=bytes(32))


def test_a_report_signed_by_another_is_refused():
    marek = derive(Receipt(bytes(range(16))), REGISTER)
    with pytest.raises(BrokenError):
        read(built([JSON_REPORT, JSON_KEYS], keys=marek))


@pytest.mark.parametrize("which", ["ed25519", "mldsa44"])
def test_both_signatures_must_hold(which):
    container = bytearray(written(files=[]))
    at = container.index(frame(*JSON_KEYS)) + len(frame(*JSON_KEYS)) + 5
    container[at if which == "ed25519" else at + 64] ^= 1

    with pytest.raises(BrokenError):
        read(bytes(container))


def changed(**values):
    return Frame.REPORT, canonical({**parse_canonical(JSON_REPORT[1]), **values})


def without(key):
    return Frame.REPORT, canonical({name: value for name, value in parse_canonical(JSON_REPORT[1]).items() if name != key})


def keys(**values):
    return Frame.KEYS, canonical({**parse_canonical(JSON_KEYS[1]), **values})


@pytest.mark.parametrize(
    ("container", "error"),
    [
        (b"", MalformedError),
        (MAGIC, MalformedError),
        (built([JSON_REPORT, JSON_KEYS], magic=b"kniha/v2/report\n"), UnknownTermError),
        (built([JSON_KEYS, JSON_REPORT]), MalformedError),
        (built([JSON_REPORT, JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([JSON_REPORT, LABEL, end(b""), JSON_KEYS]), MalformedError),
        (built([(Frame.DATA, b"a"), end(b"a"), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([LABEL, LABEL, end(b""), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([LABEL, JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([LABEL, (Frame.DATA, b"a"), end(b"b"), JSON_REPORT, JSON_KEYS]), BrokenError),
        (built([LABEL, (Frame.DATA, b""), end(b""), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([LABEL, (Frame.DATA, b"a"), (Frame.DATA, b"a"), end(b"aa"), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([LABEL, (Frame.DATA, bytes(LARGEST_DATA + 1))]), TooLargeError),
        (built([LABEL, end(b"")] * 65 + [JSON_REPORT, JSON_KEYS]), TooLargeError),
        (built([(Frame.FILE, canonical({"name": "a" * 256, "type": "b"})), end(b""), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([(Frame.FILE, canonical({"name": "a", "type": "b", "path": "c"})), end(b""), JSON_REPORT, JSON_KEYS]), UnknownTermError),
        (built([(Frame.FILE, canonical({"name": 1, "type": "b"})), end(b""), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([(Frame.FILE, b'{"type":"b","name":"a"}'), end(b""), JSON_REPORT, JSON_KEYS]), MalformedError),
        (built([(Frame.REPORT, b"{"), JSON_KEYS]), MalformedError),
        (built([(Frame.REPORT, b"[]"), JSON_KEYS]), MalformedError),
        (built([changed(v=3), JSON_KEYS]), UnknownTermError),
        (built([changed(v=True), JSON_KEYS]), UnknownTermError),
        (built([changed(more="a"), JSON_KEYS]), UnknownTermError),
        (built([changed(text=None), JSON_KEYS]), MalformedError),
        (built([changed(consent={"keep": "yes"}), JSON_KEYS]), MalformedError),
        (built([changed(consent={"keep": "no", "contact": "no", "count": "no"}), JSON_KEYS]), MalformedError),
        (built([without("where"), JSON_KEYS]), MalformedError),
        (built([JSON_REPORT, keys(mailbox="a")]), MalformedError),
        (built([JSON_REPORT, keys(mailbox="A" * 64)]), MalformedError),
        (built([JSON_REPORT, keys(verifier="g" * 64)]), MalformedError),
        (built([JSON_REPORT, keys(reply="age1" + "q" * 58)]), MalformedError),
        (built([JSON_REPORT, keys(reply=VERA.reply.recipient.text.upper())]), MalformedError),
        (built([JSON_REPORT, keys(ed25519="AAAA")]), MalformedError),
        (built([JSON_REPORT, keys(ed25519="*")]), MalformedError),
        (built([JSON_REPORT, JSON_KEYS], after=b"\1"), MalformedError),
        (built([JSON_REPORT, JSON_KEYS], after=frame(*LABEL)), MalformedError),
        (built([JSON_REPORT, JSON_KEYS]) + b"\0", MalformedError),
        (built([JSON_REPORT, JSON_KEYS])[:-1], MalformedError),
        (built([JSON_REPORT, JSON_KEYS]) + bytes(4096), None),
        (MAGIC + b"\0" * (16_384 - 16), UnknownTermError),
        (MAGIC + b"\7\0\0\0\1", UnknownTermError),
        (MAGIC + b"\4\xff\xff\xff\xff", TooLargeError),
    ],
)
def test_a_container_of_another_form_is_refused(container, error):
    if error is None:  # the next size class is a size class too: whoever pads more than they must tells nothing
        assert read(container)[-1].report == REPORT
    else:
        with pytest.raises(error) as caught:
            read(container)
        assert type(caught.value) is error


@settings(deadline=None, max_examples=examples(100))
@given(st.integers(0, 1 << 20), st.integers(0, 7))
def test_one_changed_bit_anywhere_is_found(place, bit):
    altered = bytearray(CONTAINER)
    altered[place % len(altered)] ^= 1 << bit

    with pytest.raises((BrokenError, MalformedError)):
        read(bytes(altered))


CONTAINER = written()


@settings(deadline=None, max_examples=examples(50))
@given(st.binary(max_size=200))
def test_what_nobody_wrote_is_refused_calmly(data):
    for container in (data, MAGIC + data, MAGIC + frame(*JSON_REPORT) + data):
        with pytest.raises(KnihaError):
            read(container)


def test_an_envelope_of_another_outer_form_is_damaged():
    two = seal_bytes(written(), [COURIER.recipient, VERA.reply.recipient], random_bytes=secrets.token_bytes)
    with pytest.raises(MalformedError):
        opened_envelope(BytesIO(two), [COURIER])


def test_an_envelope_for_another_register_is_not_ours():
    other = seal_bytes(written(), [VERA.reply.recipient], random_bytes=secrets.token_bytes)
    with pytest.raises(NoMatchError):
        opened_envelope(BytesIO(other), [COURIER])


def test_a_header_of_the_right_length_but_another_form_is_refused():
    header = Sealer([COURIER.recipient], random_bytes=secrets.token_bytes).header
    with pytest.raises(MalformedError):
        check_envelope_header(header.replace(b"mlkem768x25519", b"mlkem768x25510"))
    with pytest.raises(MalformedError):
        check_envelope_header(header + b"\n")


@settings(max_examples=examples(100))
@given(st.integers(0, 3 << 20))
def test_only_sizes_of_envelopes_pass(size):
    fits = envelope_size(max(0, size - HEADER_SIZE - 16 - 16 * -(-size // 65552))) == size
    if fits:
        check_envelope_size(size)
    else:
        with pytest.raises(MalformedError):
            check_envelope_size(size)
    check_envelope_size(envelope_size(size))


def test_an_envelope_above_the_limit_is_too_large():
    with pytest.raises(TooLargeError):
        check_envelope_size(envelope_size(1 << 20), largest=1 << 20)
