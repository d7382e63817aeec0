"""Killed at any moment, a witness has answered for nothing that it does not remember: it never signs a second or a smaller head."""

import json
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from tests.witness.logs import AT, SIGNERS, Log
from tests.witness.servers import free_port, get, kill, new_witness, post, running

from kniha.ledger.checkpoints import parse_text
from kniha.ledger.cosignatures import cosignatures
from kniha.ledger.notes import Note, parse_lines, parse_note
from kniha.vocab.errors import UnavailableError
from kniha.witness.state import State

ROOT = Path(__file__).parents[2]
LOG = Log()
LIAR = Log(story=b"another past")

# Forks once for each line of the witness's code that a request passes through, and dies there.
SCRIPT = """
import json, os, signal, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from io import BytesIO
from tests.witness.logs import SIGNERS, Log, clock
from kniha.witness.service import Service
from kniha.witness.state import State

folder, body = Path(sys.argv[2]), Path(sys.argv[3]).read_bytes()
OURS = ("kniha/witness/", "kniha/ledger/witnessing.py")


def child(moment, pipe):
    passed = 0

    def trace(frame, event, _):
        nonlocal passed
        if not any(part in frame.f_code.co_filename for part in OURS):
            return None
        passed += event == "line"
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    service = Service(State(folder / f"{moment}.sqlite3"), SIGNERS, clock, print)
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/add-checkpoint", "CONTENT_LENGTH": "", "wsgi.input": BytesIO(body)}
    sys.settrace(trace)
    answer = b"".join(service(environ, lambda status, headers: os.write(pipe, status[:3].encode())))
    os.write(pipe, answer)
    os._exit(0)


moment, died = 0, True
while died:
    moment += 1
    State(folder / f"{moment}.sqlite3").make()
    State(folder / f"{moment}.sqlite3").trust(Log().description())
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(moment, writer)
    os.close(writer)
    died = os.waitpid(pid, 0)[1] == signal.SIGKILL
    with os.fdopen(reader, "rb") as pipe:
        print(json.dumps([moment, died, pipe.read().decode()]))
"""


def test_killed_at_any_line_it_remembers_what_it_answered(tmp_path):
    (tmp_path / "request").write_bytes(LOG.request(0, 7).encode())
    command = [sys.executable, "-c", SCRIPT, str(ROOT), str(tmp_path), str(tmp_path / "request")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) > 50
    assert [died for _, died, _ in told] == [True] * (len(told) - 1) + [False]
    kept = set()
    for moment, _, answer in told:
        state = State(tmp_path / f"{moment}.sqlite3")
        size = state.logs()[0].head.size
        kept.add((size, answer[:3]))
        assert size == 7 or not answer
        # Whatever happened, the liar gets a line only where the honest head is not remembered.
        assert (state.answer(LIAR.request(0, 7), SIGNERS, lambda: AT).answer.status == 200) == (size == 0)
    # Killed before it was kept; after it was kept and before it was said; and not killed.
    assert kept == {(0, ""), (7, ""), (7, "200")}


def signed_in(answers):
    """The heads under which a line of the witness came back."""
    return {(parse_text(text).size, parse_text(text).root) for text, lines in answers if lines.startswith("—")}


def hammer(port, stop, answers):
    """Ask for both pasts at whatever size the witness names, until told to stop."""
    size = 5
    while not stop.is_set():
        for log in random.sample([LOG, LIAR], 2):
            request = log.request(min(size, 290), min(size, 290) + random.randint(0, 2))
            try:
                status, body = post(port, request.encode(), timeout=5)
            except OSError:
                continue
            if status == 200:
                answers.append((request.note.text, body))
                size = parse_text(request.note.text).size
            elif status == 409:
                size = int(body)


def test_a_server_killed_under_load_never_signs_two_pasts(tmp_path, soaking):
    folder, keys = new_witness(tmp_path / "witness", LOG.description())
    port, answers, heads = free_port(), [], [0]
    for _ in range(40 if soaking else 4):
        with running(folder, port) as process:
            stop = threading.Event()
            with ThreadPoolExecutor(6) as pool:
                for _ in range(6):
                    pool.submit(hammer, port, stop, answers)
                time.sleep(random.uniform(0.05, 0.6))
                kill(process)
                stop.set()
        heads.append(State(folder.state).logs()[0].head.size)
        assert heads[-1] >= heads[-2]
        assert heads[-1] >= max((size for size, _ in signed_in(answers)), default=0)
    signed = signed_in(answers)
    assert len({size for size, _ in signed}) == len(signed)
    past = LOG if LOG.head(heads[-1]).root == State(folder.state).logs()[0].head.root else LIAR
    assert all(past.head(size).root == root for size, root in signed)
    for text, lines in answers:
        assert len(cosignatures(Note(text, parse_lines(lines)), keys)) == 2


def test_a_server_answers_many_at_once_and_shows_its_newest_head(tmp_path):
    folder, keys = new_witness(tmp_path / "witness", LOG.description())
    port = free_port()
    with running(folder, port), ThreadPoolExecutor(12) as pool:
        for old, new in ((0, 6), (6, 7), (7, 40)):
            asked = [log.request(old, new).encode() for log in (LOG, LIAR) * 6]
            answered = list(pool.map(lambda body: post(port, body), asked))
            good = [number for number, (status, _) in enumerate(answered) if status == 200]
            assert good
            assert len({number % 2 for number in good}) == 1
            assert {status for status, _ in answered} <= {200, 409, 422}
        status, shown = get(port, f"/{sha256(LOG.origin.encode()).hexdigest()}/checkpoint")
        assert status == 200
        assert parse_text(parse_note(shown).text).size == 40
        assert [seen.key for seen in cosignatures(parse_note(shown), keys)] == list(keys)
        assert post(port, b"x" * 3_000_000)[0] == 413


def test_a_disk_that_takes_nothing_gets_nothing_signed(tmp_path):
    folder, _ = new_witness(tmp_path / "witness", LOG.description())
    state = State(folder.state)
    in_the_way = tmp_path / "witness" / f"{folder.state.name}-journal"
    in_the_way.mkdir()  # SQLite cannot begin to write without a journal there
    with pytest.raises(UnavailableError):
        state.answer(LOG.request(0, 7), SIGNERS, lambda: AT)
    in_the_way.rmdir()
    assert state.answer(LIAR.request(0, 7), SIGNERS, lambda: AT).answer.status == 200
