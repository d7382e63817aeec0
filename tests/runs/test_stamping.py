"""The newest signed head gets its time-stamps, and all that authorities gave is kept: what held, and what did not."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.x509 import ReasonFlags
from django.db import IntegrityError, transaction
from tests.ledger.authorities import AT, DAY, authority, crl, number_of

from kniha.book.journal.models import Checkpoint, StampEvidence
from kniha.conf.authorities import Calendar, TimeAuthority
from kniha.ledger import checkpoints
from kniha.ledger.keys import LOG_ALGORITHMS, SigningKey
from kniha.ledger.opentimestamps import check_proof
from kniha.ledger.timestamp_requests import parse_request
from kniha.ledger.timestamps import check_kept_stamp, imprint_of
from kniha.runs.stamp_evidence import is_stamped, stamps_of
from kniha.worker.stamping import UPGRADES_EVERY, Stamping
from kniha.worker.turns import FIRST_WAIT, Turns

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ORIGIN = checkpoints.origin_of(bytes(32))
SIGNERS = [SigningKey(ORIGIN, algorithm, b"k" * 32) for algorithm in LOG_ALGORITHMS]
KEYS = tuple(signer.verifier() for signer in SIGNERS)


@contextmanager
def serving(answers):
    """A server on this machine; `answers` gives for each path what is made of a body, and may be changed meanwhile."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = answers[self.path](body) if self.path in answers else None
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Length", str(len(answer or b"")))
            self.end_headers()
            self.wfile.write(answer or b"")

        do_GET = do_POST  # noqa: N815  the library's name

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def answering(chain, **changed):
    """What stamps as `chain` does, at AT."""

    def answer(body):
        asked = parse_request(body)
        return chain.reply(**({"imprint": asked.imprint, "nonce": asked.nonce} | changed))

    return answer


class Office:
    """A worker with its authorities, its clocks in our hand; what it said is kept."""

    def __init__(self, *authorities):
        self.said, self.now, self.ticks = [], AT, 0.0
        turns = Turns(self.said.append, tick=lambda: self.ticks)
        self.duty = Stamping(authorities, KEYS, lambda: self.now, turns, random_bytes=lambda length: b"\x07" * length)

    def work(self, *, after=0.0):
        self.ticks += after
        assert self.duty.work() is False


def sign(size):
    """Sign an invented head of `size` entries; return what is stamped of it."""
    note = checkpoints.sign_checkpoint(checkpoints.Checkpoint(ORIGIN, size, bytes([size]) * 32), SIGNERS, at=int(AT.timestamp()))
    Checkpoint.objects.create(size=size, note=note)
    return imprint_of(note, KEYS)


def promise(address):
    """What a calendar at `address` answers first: that it is pending there."""
    return b"\x00" + bytes.fromhex("83dfe30d2ef90c8e") + bytes([len(address) + 1, len(address)]) + address.encode()


def rows(size, name="a"):
    return list(StampEvidence.objects.filter(checkpoint_id=size, authority=name).order_by("place"))


def kinds(size, name="a"):
    return [row.kind for row in rows(size, name)]


def lists_at(address, chain_name="A"):
    return authority(chain_name, lists=f"{address}/of-{{}}.crl", middle={"lists": f"{address}/of-{{}}.crl"})


def configured(chain, address, name="a"):
    return TimeAuthority(name, f"{address}/{name}", (chain.root.certificate,))


@pytest.fixture
def stage():
    """An authority that answers, with its lists: the chain, its configuration, the answers, what was asked."""
    answers = {}
    with serving(answers) as (address, asked):
        chain = lists_at(address)
        answers |= {
            "/a": answering(chain),
            "/of-A-middle.crl": lambda _: crl(chain.middle),
            "/of-A-root.crl": lambda _: crl(chain.root),
        }
        yield chain, configured(chain, address), answers, asked


# the good


def test_a_head_is_stamped_and_its_evidence_holds_for_anyone_later(stage):
    chain, one, _, asked = stage
    office, imprint = Office(one), sign(3)
    office.work()
    assert kinds(3) == ["request", "reply", "certificate", "certificate", "certificate", "crl", "crl"]
    (stamp,) = stamps_of(3)
    found = check_kept_stamp(stamp.reply, stamp.certificates, stamp.crls, imprint=imprint, roots=None)
    assert (found.at, found.authority, found.open) == (AT, "CN=A signer", ())
    assert found.chain[-1] == chain.root.certificate
    assert (stamp.authority, stamp.kind) == ("a", "rfc3161")
    assert parse_request(bytes(rows(3)[0].data)).imprint == imprint
    assert office.said == []
    assert asked == ["/a", "/of-A-middle.crl", "/of-A-root.crl"]


def test_a_head_that_is_stamped_is_not_asked_for_again(stage):
    _, one, _, asked = stage
    office = Office(one)
    office.work()
    assert asked == []  # no head is signed yet
    sign(3)
    office.work()
    office.work(after=10_000)
    assert len(asked) == 3


def test_several_authorities_stamp_the_same_head():
    answers = {}
    with serving(answers) as (address, _):
        chains = [lists_at(address, name) for name in ("A", "B")]
        answers |= {"/a": answering(chains[0]), "/b": answering(chains[1])}
        office, imprint = Office(*(configured(chain, address, name) for name, chain in zip("ab", chains, strict=True))), sign(3)
        office.work()
    assert [stamp.authority for stamp in stamps_of(3)] == ["a", "b"]
    for chain, stamp in zip(chains, stamps_of(3), strict=True):
        check_kept_stamp(stamp.reply, stamp.certificates, stamp.crls, imprint=imprint, roots=[chain.root.certificate])


def test_what_an_authority_gave_before_is_not_kept_twice(stage):
    chain, one, answers, _ = stage
    office = Office(one)
    for size in (3, 4, 5):
        imprint = sign(size)
        if size == 5:
            answers["/of-A-middle.crl"] = lambda _: crl(chain.middle, made=AT)
        office.work()
        (stamp,) = stamps_of(size)
        assert check_kept_stamp(stamp.reply, stamp.certificates, stamp.crls, imprint=imprint, roots=None).open == ()
    assert kinds(4) == ["request", "reply", *["certificate-of"] * 3, "crl-of", "crl-of"]
    assert kinds(5) == ["request", "reply", *["certificate-of"] * 3, "crl", "crl-of"]
    assert [bytes(row.data) for row in rows(5)[2:5]] == [b"3/2", b"3/3", b"3/4"]


def test_only_the_newest_head_is_stamped_for_it_covers_all_before(stage):
    _, one, _, asked = stage
    sign(3)
    sign(4)
    Office(one).work()
    assert not stamps_of(3)
    assert stamps_of(4)
    assert asked.count("/a") == 1


def test_a_calendar_promises_and_keeps_its_promise():
    in_block = b"\x00" + bytes.fromhex("0588960d73d71901") + b"\x01\x64"
    answers = {}
    with serving(answers) as (address, asked):
        office, imprint = Office(Calendar("c", (address,))), sign(3)
        answers["/digest"] = lambda body: promise(address) if body == imprint else None
        office.work()
        assert kinds(3, "c") == ["ots"]
        assert asked == ["/digest", f"/timestamp/{imprint.hex()}"]
        answers[f"/timestamp/{imprint.hex()}"] = lambda _: in_block
        office.work(after=UPGRADES_EVERY / 2)
        assert len(asked) == 2
        office.work(after=UPGRADES_EVERY)
        office.work(after=UPGRADES_EVERY)
        assert len(asked) == 3
    assert kinds(3, "c") == ["ots", "ots-upgrade"]
    (stamp,) = stamps_of(3)
    assert stamp.kind == "opentimestamps"
    assert [block.height for block in check_proof(stamp.reply, imprint=imprint, headers={}).blocks] == [100]
    assert office.said == []


# the bad


def test_an_authority_that_is_silent_is_asked_again_later_and_keeps_nobody_waiting(stage):
    _, one, answers, asked = stage
    stamping = answers.pop("/a")
    office = Office(TimeAuthority("nobody", "http://127.0.0.1:1/", one.roots), one)
    sign(3)
    office.work()
    assert [words.split(":")[0] for words in office.said] == ["time-stamps of nobody", "time-stamps of a"]
    assert "asking again in 30 s" in office.said[-1]
    answers["/a"] = stamping
    office.work(after=FIRST_WAIT / 2)
    assert asked == ["/a"]
    office.work(after=FIRST_WAIT)
    assert is_stamped(3, "a")
    assert not is_stamped(3, "nobody")
    assert "asking again in 60 s" in office.said[-1]


@pytest.mark.parametrize("what", ["another authority", "another head", "another request", "no reply", "a rejection"])
def test_a_reply_that_does_not_hold_is_kept_and_said_and_another_is_asked_for(stage, what):
    _, one, answers, _ = stage
    right = answers["/a"]
    answers["/a"] = {
        "another authority": answering(authority("B")),
        "another head": answering(stage[0], imprint=bytes(32)),
        "another request": answering(stage[0], nonce=1),
        "no reply": lambda _: b"<html>we are closed</html>",
        "a rejection": lambda _: bytes.fromhex("30053003020102"),
    }[what]
    office, imprint = Office(one), sign(3)
    office.work()
    assert kinds(3) == ["request", "reply"]
    assert bytes(rows(3)[1].data) == answers["/a"](bytes(rows(3)[0].data))
    assert stamps_of(3) == ()
    assert len(office.said) == 1
    answers["/a"] = right
    office.work(after=FIRST_WAIT)
    assert kinds(3)[2:5] == ["request", "reply", "certificate"]
    (stamp,) = stamps_of(3)
    assert check_kept_stamp(stamp.reply, stamp.certificates, stamp.crls, imprint=imprint, roots=None).at == AT


def test_a_list_that_cannot_be_had_is_said_and_leaves_the_stamp_with_less(stage):
    _, one, answers, _ = stage
    del answers["/of-A-root.crl"]
    office, imprint = Office(one), sign(3)
    office.work()
    assert len(office.said) == 1
    assert office.said[0].startswith("no revocation list for CN=A middle")
    (stamp,) = stamps_of(3)
    (point,) = check_kept_stamp(stamp.reply, stamp.certificates, stamp.crls, imprint=imprint, roots=None).open
    assert point.startswith("whether the certificate of CN=A middle was revoked")


def test_an_authority_whose_clock_is_another_is_said(stage):
    chain, one, answers, _ = stage
    answers["/a"] = answering(chain, at=AT - timedelta(hours=3))
    office = Office(one)
    sign(3)
    office.work()
    assert is_stamped(3, "a")
    assert "it states 2025-11-23 05:00 UTC" in office.said[0]


# the malicious


def test_an_authority_that_was_revoked_stamps_nothing_for_us(stage):
    chain, one, answers, _ = stage
    answers["/of-A-middle.crl"] = lambda _: crl(
        chain.middle, revoked=[(number_of(chain.signer.certificate), AT - DAY, ReasonFlags.superseded)]
    )
    office = Office(one)
    sign(3)
    office.work()
    assert kinds(3) == ["request", "reply"]
    assert "was revoked" in office.said[0]


def test_a_list_that_another_signed_is_not_kept(stage):
    chain, one, answers, _ = stage
    answers["/of-A-middle.crl"] = lambda _: crl(chain.middle, key=chain.signer.key)
    office = Office(one)
    sign(3)
    office.work()
    assert kinds(3).count("crl") == 1
    assert "no revocation list for CN=A signer" in office.said[0]


def test_an_address_in_a_strangers_certificate_is_not_asked(stage):
    """Only a chain that ends in a root of the operator's may make this host ask anything."""
    _, one, answers, asked = stage
    answers["/a"] = answering(lists_at(one.address.removesuffix("/a"), "B"))
    office = Office(one)
    sign(3)
    office.work()
    assert asked == ["/a"]


def test_a_calendar_sends_us_nowhere_but_to_itself():
    elsewhere = "http://127.0.0.1:1/inside"
    with serving({"/digest": lambda _: promise(elsewhere)}) as (address, asked):
        office = Office(Calendar("c", (address,)))
        sign(3)
        office.work()
        office.work(after=2 * UPGRADES_EVERY)
    assert asked == ["/digest"]
    assert office.said == []


def test_evidence_is_never_changed(stage):
    _, one, _, _ = stage
    sign(3)
    Office(one).work()
    for change in (lambda kept: kept.update(data=b""), lambda kept: kept.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(StampEvidence.objects.filter(checkpoint_id=3))
