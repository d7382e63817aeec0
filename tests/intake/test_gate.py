"""Work before an envelope is taken, and limits for those who can do none: by everybody's arrivals together, and by nobody's address."""

import http.client
import json
import secrets
from collections.abc import Iterator

import pytest
from tests.intake.server import Intake, multipart, running

from kniha.intake.gate import CrowdedError, Gate
from kniha.seal.closing import seal_bytes
from kniha.seal.receipt_words import words
from kniha.seal.receipts import Receipt
from kniha.seal.work import Task, solve
from kniha.vocab.errors import BrokenError, ConflictError, MalformedError

NOON = 496_000 * 3600.0
KEY = b"k" * 32
SMALL, LARGE = 20_000, 5 * 1024**2


@pytest.fixture
def gate() -> Gate:
    return Gate(KEY, bits=2, per_minute=10)


def bits(task: str) -> int:
    return bytes.fromhex(task)[4]


def test_a_solved_task_lets_one_envelope_in(gate: Gate) -> None:
    proof = solve(gate.task(SMALL, now=NOON))
    gate.admit(proof, SMALL, now=NOON)
    with pytest.raises(ConflictError):
        gate.admit(proof, SMALL, now=NOON + 1)


def test_it_holds_for_its_hour_and_the_next_and_is_remembered_as_long(gate: Gate) -> None:
    first, second, third = (solve(gate.task(SMALL, now=NOON)) for _ in range(3))
    gate.admit(first, SMALL, now=NOON + 3599)
    gate.admit(second, SMALL, now=NOON + 7199)
    with pytest.raises(ConflictError):
        gate.admit(first, SMALL, now=NOON + 7199)
    for late in (first, third):
        with pytest.raises(BrokenError):
            gate.admit(late, SMALL, now=NOON + 7200)
    with pytest.raises(BrokenError):
        gate.admit(third, SMALL, now=NOON - 1)


def test_a_restart_voids_it(gate: Gate) -> None:
    with pytest.raises(BrokenError):
        Gate(b"l" * 32, bits=2, per_minute=10).admit(solve(gate.task(SMALL, now=NOON)), SMALL, now=NOON)


def test_a_task_for_a_letter_lets_no_film_in(gate: Gate) -> None:
    with pytest.raises(BrokenError):
        gate.admit(solve(gate.task(SMALL, now=NOON)), LARGE, now=NOON)
    assert bits(gate.task(2**20, now=NOON)) == 2
    assert [bits(gate.task(size, now=NOON)) for size in (2**22, 2**24, 2**31)] == [3, 4, 7]


def test_work_grows_with_what_arrives_and_shrinks_again(gate: Gate) -> None:
    for number in range(80):
        gate.admit(solve(Task(int(NOON) // 3600, 0, 30, number.to_bytes(16, "big")).text(KEY)), SMALL, now=NOON)
    assert bits(gate.task(SMALL, now=NOON)) == 2 + 3
    assert bits(gate.task(SMALL, now=NOON + 60)) == 2 + 2
    assert bits(gate.task(SMALL, now=NOON + 600)) == 2


def test_it_never_grows_beyond_what_a_phone_can_do(gate: Gate) -> None:
    for number in range(5000):
        gate.admit(solve(Task(int(NOON) // 3600, 0, 30, number.to_bytes(16, "big")).text(KEY)), SMALL, now=NOON)
    assert bits(gate.task(SMALL, now=NOON)) == 2 + 6


def test_of_forms_only_so_many_are_taken_in_a_minute(gate: Gate) -> None:
    for _ in range(10):
        gate.admit_form(now=NOON)
    with pytest.raises(CrowdedError):
        gate.admit_form(now=NOON + 1)
    gate.admit_form(now=NOON + 30)


def test_work_that_is_none_is_refused(gate: Gate) -> None:
    for nothing in ("", "0" * 93):
        with pytest.raises(MalformedError):
            gate.admit(nothing, SMALL, now=NOON)
    easy = Task(int(NOON) // 3600, 0, 20, bytes(16)).text(KEY)
    hard = Task(int(NOON) // 3600, 32, 20, bytes(16)).text(KEY)
    with pytest.raises(BrokenError):
        gate.admit(f"{hard}.{solve(easy).partition('.')[2]}", SMALL, now=NOON)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("strict")), KNIHA_INTAKE_WORK_BITS="4", KNIHA_INTAKE_PER_MINUTE="3") as intake:
        yield intake


def envelope(intake: Intake) -> bytes:
    return seal_bytes(bytes(16_384), [intake.identity.recipient], random_bytes=secrets.token_bytes)


def test_without_work_nothing_is_kept_and_the_whole_body_is_taken(strict: Intake) -> None:
    before, sealed = strict.envelopes(), envelope(strict)
    spent = strict.proof(len(sealed))
    assert strict.file(sealed, **{"Kniha-Work": spent})[0] == 201
    assert len(strict.envelopes()) == len(before) + 1
    line = http.client.HTTPConnection("127.0.0.1", strict.port, timeout=20)
    for proof in (spent, "", "0" * 93):
        line.request("POST", "/envelopes", sealed, {"Kniha-Work": proof, "Accept-Language": "be"})
        answer = line.getresponse()
        assert answer.status == 428
        assert "Нічога не захавана" in json.loads(answer.read())["error"]
    line.close()
    assert len(strict.envelopes()) == len(before) + 1
    assert strict.nothing_remains()


def test_forms_beyond_the_limit_are_given_back_with_their_words(strict: Intake) -> None:
    body, type_ = multipart({"text": "мае словы", "keep": "yes"})
    answers = [strict.request("POST", "/be/report", body, Content_Type=type_) for _ in range(5)]
    assert [status for status, *_ in answers] == [200, 200, 200, 503, 503]
    page = answers[-1][2].decode()
    assert '<p data-error="busy">' in page
    assert "мае словы" in page
    assert strict.nothing_remains()


@pytest.mark.parametrize(("address", "more"), [("/be/report", {"keep": "yes"}), ("/be/back", {"does": "addition"})])
def test_what_a_program_filled_in_is_given_back_and_a_person_sends_it_again(intake: Intake, address: str, more: dict[str, str]) -> None:
    before = intake.envelopes()
    said = {"text": "мае словы", "words": " ".join(words(Receipt(bytes(range(16))), "be")), **more}
    body, type_ = multipart(said | {"website": "http://example.org"})
    status, _, page = intake.request("POST", address, body, Content_Type=type_)
    assert status == 400
    assert '<p data-error="trap">' in page.decode()
    assert "мае словы" in page.decode()
    assert "example.org" not in page.decode()
    assert intake.envelopes() == before
    body, type_ = multipart(said)
    assert intake.request("POST", address, body, Content_Type=type_)[0] == 200
    assert len(intake.envelopes()) == len(before) + 1
