"""What a witness remembers: written before it answers, never taken back, whoever asks and however many at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from tests.witness.logs import AT, SIGNERS, WITNESS, Log, clock

from kniha.ledger.checkpoints import Checkpoint, open_checkpoint, parse_text
from kniha.ledger.cosignatures import cosignatures
from kniha.ledger.notes import parse_note
from kniha.vocab.errors import BrokenError, ConfigurationError, ConflictError, MalformedError, NotFoundError, RefusedError, UnavailableError
from kniha.witness.state import State

LOG = Log()
LIAR = Log(story=b"another past")


@pytest.fixture
def state(tmp_path):
    made = State(tmp_path / "state.sqlite3")
    made.make()
    made.trust(LOG.description())
    return made


def ask(state, request, at=AT):
    return state.answer(request, SIGNERS, lambda: at).answer


def newest(state, log=LOG):
    return state.newest(sha256(log.origin.encode()).hexdigest())


def test_a_head_that_was_cosigned_is_remembered_by_whoever_opens_the_file_next(state):
    assert ask(state, LOG.request(0, 7)).status == 200
    again = State(state.path)
    assert ask(again, LOG.request(0, 9)).body == "7\n"
    assert ask(again, LOG.request(7, 9)).status == 200
    assert [(log.head, log.at, log.closed, log.contradictions) for log in again.logs()] == [(LOG.head(9), AT, False, ())]


def test_the_newest_checkpoint_has_the_logs_lines_and_the_witnesss(state):
    ask(state, LOG.request(0, 7))
    note = newest(state)
    assert open_checkpoint(note, [key.verifier() for key in LOG.keys]) == LOG.head(7)
    assert [seen.key for seen in cosignatures(parse_note(note), WITNESS)] == list(WITNESS)


def test_a_register_described_anew_keeps_its_log(state):
    ask(state, LOG.request(0, 7))
    rotated = Log(seed=b"r" * 32)
    state.trust(rotated.description())
    assert ask(state, LOG.request(7, 9)).status == 403
    assert ask(state, rotated.request(7, 9)).status == 200


def test_two_registers_do_not_disturb_each_other(state):
    other = Log(register=bytes(32))
    assert ask(state, other.request(0, 7)).status == 404
    state.trust(other.description())
    assert ask(state, other.request(0, 7)).status == 200
    assert ask(state, LOG.request(0, 3)).status == 200


def test_a_seam_closes_the_old_log_and_begins_the_new_one(state):
    ask(state, LOG.request(0, 20))
    after = Log(generation=1, story=b"after", honest=10)
    assert state.cross(LOG.seam(20, 10)) == Checkpoint(after.origin, 10, LOG.head(10).root)
    assert ask(state, LOG.request(20, 30)).status == 403
    assert ask(state, after.request(0, 11)).body == "10\n"
    assert ask(state, after.request(10, 11)).status == 200
    assert [log.closed for log in state.logs()] == [True, False]


def test_a_seam_told_twice_is_told_once(state):
    ask(state, LOG.request(0, 20))
    head = state.cross(LOG.seam(20, 10))
    assert state.cross(LOG.seam(20, 10, signers=4)) == head


def test_a_log_can_begin_a_third_time(state):
    ask(state, LOG.request(0, 20))
    state.cross(LOG.seam(20, 10))
    after = Log(generation=1, story=b"after", honest=10)
    ask(state, after.request(10, 40))
    state.cross(after.seam(40, 35))
    last = Log(generation=2, story=b"after", honest=10)
    assert ask(state, last.request(35, 50)).status == 200


def test_a_witness_begins_once(state):
    with pytest.raises(ConflictError):
        state.make()


def test_a_state_that_is_gone_is_never_made_anew_in_passing(tmp_path):
    state = State(tmp_path / "nowhere.sqlite3")
    for ask_it in (state.logs, lambda: ask(state, LOG.request(0, 7)), lambda: state.trust(LOG.description())):
        with pytest.raises(ConfigurationError, match="no state"):
            ask_it()
    assert not list(tmp_path.iterdir())


def test_a_state_that_is_none_is_said(tmp_path):
    (tmp_path / "state.sqlite3").write_bytes(b"not a database at all" * 100)
    with pytest.raises(UnavailableError):
        ask(State(tmp_path / "state.sqlite3"), LOG.request(0, 7))


def test_a_description_that_is_none_is_refused(state):
    for text in (b"", b"{}", LOG.description().replace(b"kniha/", b"other/", 1)):
        with pytest.raises(MalformedError):
            state.trust(text)


def test_a_log_of_which_nothing_was_cosigned_has_no_newest_checkpoint(state):
    for log in (LOG, Log(register=bytes(32))):
        with pytest.raises(NotFoundError):
            newest(state, log)


def test_a_new_origin_is_nobody_before_its_seam(state):
    assert ask(state, Log(generation=1).request(0, 7)).status == 404


def test_a_seam_with_two_custodians_is_refused(state):
    ask(state, LOG.request(0, 20))
    with pytest.raises(BrokenError, match="3 custodians"):
        state.cross(LOG.seam(20, 10, signers=2))
    assert ask(state, LOG.request(20, 30)).status == 200


def test_a_seam_that_cites_a_smaller_head_than_was_seen_changes_nothing(state):
    ask(state, LOG.request(0, 20))
    with pytest.raises(RefusedError):
        state.cross(LOG.seam(19, 10))
    assert ask(state, LOG.request(20, 30)).status == 200
    assert ask(state, Log(generation=1).request(10, 11)).status == 404


def test_a_seam_over_another_past_is_refused(state):
    ask(state, LOG.request(0, 20))
    with pytest.raises(BrokenError):
        state.cross(LIAR.seam(20, 10))


def test_another_seam_to_the_same_origin_is_refused(state):
    ask(state, LOG.request(0, 20))
    state.cross(LOG.seam(20, 10))
    for other in (LOG.seam(20, 11), LOG.seam(21, 10)):
        with pytest.raises(ConflictError):
            state.cross(other)


def test_seams_of_unknown_registers_and_out_of_order_are_refused(state):
    for log in (Log(register=bytes(32)), Log(generation=1)):
        with pytest.raises(NotFoundError):
            state.cross(log.seam(20, 10))


def test_two_heads_of_one_size_are_both_kept(state):
    ask(state, LOG.request(0, 7))
    assert ask(state, LIAR.request(7, 7)).status == 422
    assert ask(state, LIAR.request(7, 7)).status == 422
    ((ours, theirs),) = state.logs()[0].contradictions
    assert [parse_text(parse_note(note).text) for note in (ours, theirs)] == [LOG.head(7), LIAR.head(7)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET size = size - 1",
        "UPDATE log SET root = zeroblob(32)",
        "UPDATE log SET at = at - 1, size = size + 1",
        "UPDATE log SET origin = 'another'",
        "DELETE FROM log",
        "UPDATE log SET closed = 1; UPDATE log SET closed = 0",
        "UPDATE log SET closed = 1; UPDATE log SET size = size + 1",
        "INSERT OR REPLACE INTO log SELECT origin, hash, register, size - 1, root, at, note, seam, closed FROM log",
    ],
)
def test_the_file_itself_refuses_a_step_back(state, change):
    ask(state, LOG.request(0, 7))
    connection = sqlite3.connect(state.path)
    with pytest.raises(sqlite3.IntegrityError):
        connection.executescript(change)
    connection.close()


def test_of_many_who_ask_at_once_for_two_pasts_one_is_answered(state):
    with ThreadPoolExecutor(12) as pool:
        for size in range(6, 18):
            old = state.logs()[0].head.size
            asked = [LOG.request(old, size), LIAR.request(old, size)] * 6
            answers = list(pool.map(lambda request: ask(State(state.path), request), asked))
            kept = state.logs()[0].head
            signed = {request.note.text for request, answer in zip(asked, answers, strict=True) if answer.status == 200}
            assert signed <= {kept.text}
            assert kept.size == size or kept.root != LOG.head(kept.size).root


def test_the_time_is_read_under_the_lock(state):
    times = iter(range(AT, AT + 1000))
    with ThreadPoolExecutor(8) as pool:
        decisions = list(pool.map(lambda _: state.answer(LOG.request(0, 7), SIGNERS, lambda: next(times)).answer.status, range(8)))
        again = list(pool.map(lambda _: state.answer(LOG.request(7, 7), SIGNERS, lambda: next(times)).answer.status, range(16)))
    assert sorted(decisions) == [200] + [409] * 7
    assert again == [200] * 16


def test_a_locked_state_is_said_after_a_while(state, monkeypatch):
    monkeypatch.setattr("kniha.witness.state.PATIENCE", 0.1)
    holder = sqlite3.connect(state.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError):
        ask(state, LOG.request(0, 7))
    holder.close()
    assert state.answer(LOG.request(0, 7), SIGNERS, clock).answer.status == 200
