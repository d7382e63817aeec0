"""Witnesses are asked after each signed head; what they sign is checked and kept, what they refuse is said."""

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.runs.log import Log, go_on, log_of
from tests.witness.servers import answering, free_port, new_witness
from tests.world import NOW, World, found_world

from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint as SignedHead
from kniha.book.journal.models import Cosignature as Row
from kniha.conf.witnesses import Witness
from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint
from kniha.ledger.cosignatures import cosign as sign_as_witness
from kniha.ledger.cosignatures import cosignatures, with_lines
from kniha.ledger.keys import SigningKey
from kniha.ledger.notes import parse_note
from kniha.ledger.seams import Seam, sign_seam
from kniha.ledger.witnessing import Request
from kniha.runs import cosigning
from kniha.runs.cosigned import cosignatures_of as cosigned_lines
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError, MalformedError, NotFoundError, RefusedError, UnavailableError
from kniha.witness.service import Service
from kniha.witness.state import State
from kniha.worker.cosigning import Cosigning
from kniha.worker.turns import FIRST_WAIT, Turns

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def log(world: World, tmp_path: Path, settings: object) -> Log:
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path / "heads")
    return log_of(world, tmp_path / "heads")


def description(log):
    keys = {"checkpoint_keys": log.public.checkpoint_keys, "custodian_keys": log.public.custodian_keys}
    return canonical({"register": log.register.hex(), **{name: [key.text for key in own] for name, own in keys.items()}})


class Partner:
    """A partner organisation with a witness that trusts the log."""

    def __init__(self, path, log, name):
        self.folder, self.keys = new_witness(path, description(log), name=name)
        self.state = State(self.folder.state)
        self.now = NOW
        self.port = free_port()

    @property
    def asked(self):
        return Witness(f"http://127.0.0.1:{self.port}", self.keys)

    def serving(self):
        return answering(Service(self.state, self.folder.signers(), lambda: int(self.now.timestamp()), print), self.port)

    def sees(self, head, note):
        """The witness cosigns `head`, and nobody keeps what it answered."""
        old = self.state.logs()[0].head.size
        proof = tree.consistency_proof(old, head.size, reading.node) if old else ()
        answered = self.state.answer(Request(old, proof, parse_note(note)), self.folder.signers(), lambda: int(self.now.timestamp()))
        assert answered.answer.status == 200


@pytest.fixture
def partner(tmp_path: Path, log: Log) -> Partner:
    return Partner(tmp_path / "partner", log, "partner.example/w")


def cosigned(partner, now=NOW):
    return cosigning.cosign(cosigning.uncosigned(partner.asked), partner.asked, now=now)


def test_a_head_is_cosigned_and_its_lines_are_kept(log: Log, partner: Partner) -> None:
    head = log.sign()
    with partner.serving():
        assert [(one.key, one.at) for one in cosigned(partner)] == [(key, int(NOW.timestamp())) for key in partner.keys]
    lines = cosigned_lines(head.size)
    note = with_lines(reading.newest_checkpoint().note, lines.values())
    assert {one.key for one in cosignatures(parse_note(note), partner.keys)} == set(partner.keys)
    assert cosigning.uncosigned(partner.asked) is None


def test_each_head_after_it_is_cosigned_from_where_the_witness_stands(world: World, log: Log, partner: Partner) -> None:
    with partner.serving():
        for number in range(4):
            go_on(world, 3)
            head = log.sign(NOW + timedelta(hours=number))
            asked = cosigning.uncosigned(partner.asked)
            assert asked.old == (0 if number == 0 else head.size - 3)
            cosigning.cosign(asked, partner.asked, now=NOW)
    assert partner.state.logs()[0].head == head
    assert Row.objects.count() == 8


def test_a_witness_that_was_away_is_asked_later_for_the_newest_head_alone(world: World, log: Log, partner: Partner) -> None:
    log.sign()
    with pytest.raises(UnavailableError):
        cosigned(partner)
    go_on(world, 2)
    head = log.sign(NOW + timedelta(hours=1))
    with partner.serving():
        cosigned(partner)
    assert set(Row.objects.values_list("checkpoint_id", flat=True)) == {head.size}


def test_lines_that_were_lost_with_a_killed_worker_are_asked_for_again(world: World, log: Log, partner: Partner) -> None:
    for number in range(2):
        head = log.sign(NOW + timedelta(hours=number))
        partner.sees(head, reading.newest_checkpoint().note)
        with partner.serving():
            assert len(cosigned(partner)) == 2
        go_on(world, 1)


def test_two_witnesses_do_not_wait_for_each_other(log: Log, partner: Partner, tmp_path: Path) -> None:
    other = Partner(tmp_path / "other", log, "other.example/w")
    said, ticks = [], [0.0]
    log.sign()
    duty = Cosigning([partner.asked, other.asked], lambda: NOW, Turns(said.append, lambda: ticks[0]))
    with other.serving():
        duty.work()
        assert {row.key for row in Row.objects.all()} == {key.text for key in other.keys}
        duty.work()
    assert len(said) == 1
    assert said[0].startswith("witness partner.example/w: 127.0.0.1 did not answer")
    with partner.serving():
        ticks[0] += FIRST_WAIT
        duty.work()
    assert Row.objects.count() == 4


def test_a_log_without_a_head_asks_nobody(log: Log, partner: Partner) -> None:
    assert cosigning.uncosigned(partner.asked) is None


def test_a_witness_that_does_not_know_the_log_is_said(log: Log, tmp_path: Path) -> None:
    log.sign()
    stranger = Partner(tmp_path / "stranger", Log(secrets.token_bytes(32), tmp_path), "stranger.example/w")
    with stranger.serving(), pytest.raises(NotFoundError):
        cosigned(stranger)


def test_a_witness_that_has_seen_a_larger_head_is_an_alarm(log: Log, partner: Partner) -> None:
    larger = Checkpoint(log.sign().origin, reading.size() + 5, bytes(32))
    partner.sees(larger, log.note(larger))
    with partner.serving(), pytest.raises(RefusedError, match="put back"):
        cosigned(partner)


def test_a_witness_that_has_seen_another_past_is_an_alarm(log: Log, partner: Partner) -> None:
    other = replace(log.sign(), root=bytes(32))
    partner.sees(other, log.note(other))
    with partner.serving(), pytest.raises(BrokenError, match="another past"):
        cosigned(partner)
    assert not Row.objects.exists()


def answered(status, body):
    """A witness that says the same whatever it is asked."""

    def application(environ, start_response):
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response(f"{status} Whatever", [("Content-Length", str(len(body)))])
        return [body]

    return application


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"", MalformedError),
        (200, b"\xff\n", MalformedError),
        (200, b"not a line\n", MalformedError),
        (200, b"x" * 100_000, MalformedError),
        (200, "— stranger.example/w AAAAAAAA\n".encode(), BrokenError),
        (409, b"seven\n", MalformedError),
        (409, b"", MalformedError),
        (409, b"1\n", UnavailableError),
        (400, b"", MalformedError),
        (403, b"", RefusedError),
        (404, b"", NotFoundError),
        (422, b"", BrokenError),
        (302, b"", MalformedError),
        (503, b"", UnavailableError),
    ],
)
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(log: Log, partner: Partner, status, body, error) -> None:
    log.sign()
    with answering(answered(status, body), partner.port), pytest.raises(error):
        cosigned(partner)
    assert not Row.objects.exists()


def test_a_forged_line_is_refused_and_nothing_is_kept(log: Log, partner: Partner) -> None:
    head = log.sign()
    forgers = [SigningKey(key.name, key.algorithm, b"f" * 32) for key in partner.keys]
    for real, forger in zip(partner.keys, forgers, strict=True):
        line = replace(sign_as_witness(head, forger, at=1), key_id=real.key_id)
        with answering(answered(200, line.encode().encode()), partner.port), pytest.raises(BrokenError):
            cosigned(partner)
    assert not Row.objects.exists()


def test_a_line_of_one_kind_is_kept_where_the_witness_gives_no_more(log: Log, partner: Partner) -> None:
    head = log.sign()
    line = sign_as_witness(head, partner.folder.signers()[0], at=int(NOW.timestamp()))
    with answering(answered(200, line.encode().encode()), partner.port):
        assert len(cosigned(partner)) == 1
    assert cosigning.uncosigned(partner.asked) is None


def test_a_line_from_the_future_is_refused(log: Log, partner: Partner) -> None:
    log.sign()
    partner.now = NOW + timedelta(hours=2)
    with partner.serving(), pytest.raises(BrokenError, match="more than an hour"):
        cosigned(partner)


def test_a_duty_never_ends_by_what_a_witness_does(log: Log, partner: Partner) -> None:
    log.sign()
    said = []
    for status, body in ((200, b"\0" * 10), (409, b"9" * 30), (599, b"")):
        with answering(answered(status, body), partner.port):
            Cosigning([partner.asked], lambda: NOW, Turns(said.append)).work()
    assert len(said) == 3


def test_after_a_seam_the_witness_is_asked_under_the_new_origin(world: World, log: Log, partner: Partner) -> None:
    head = log.sign()
    with partner.serving():
        cosigned(partner)
        lost = Seam(log.register, head.origin, head.size + 3, bytes(32), f"{head.origin}/1", head.size, head.root)
        go_on(world, 1)
        after = Checkpoint(lost.new_origin, reading.size(), tree.root(reading.size(), reading.node))
        SignedHead.objects.create(size=after.size, note=log.note(after))
        with pytest.raises(NotFoundError):
            cosigned(partner)
        partner.state.cross(sign_seam(lost, log.custodians[:3]))
        assert cosigning.uncosigned(partner.asked).old == 0
        assert len(cosigned(partner)) == 2
    assert [known.closed for known in partner.state.logs()] == [True, False]
