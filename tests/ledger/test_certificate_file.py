"""A reporter's certificate: that their report was in the register by a day, and nothing of what it says."""

import json

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.ledger.world import REGISTER, altered, closed, story

from kniha.ledger.certificate_file import build_certificate, parse_certificate
from kniha.ledger.entries import commitment
from kniha.ledger.given import Given, trusting
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifying_certificates import verify_certificate
from kniha.vocab.errors import BrokenError, KnihaError

BOOK = story()
KEYS = BOOK.verifiers()
REPORT = 1


def certificate(seq=REPORT, shown=("day", "certificate")):
    return build_certificate(entry=BOOK.entry(seq, shown), head=BOOK.evidence())


GOOD = certificate()


def wrong(data):
    verdict = verify_certificate(data, Given())
    step = next(step for step in verdict.steps if step.outcome is Outcome.WRONG)
    return step.number, step.detail


def test_a_certificate_holds_in_ten_steps():
    verdict = verify_certificate(GOOD, trusting(KEYS))
    assert verdict.holds
    assert len(verdict.steps) == 10
    assert f"A report with the payload digest {'00' * 32} was in the register by 2025-11-21." in verdict.words
    assert "nor that it is true" in verdict.words


def test_it_shows_the_day_and_the_report_and_nothing_else():
    shown = [value["path"] for value in json.loads(GOOD)["entry"]["shown"]]
    assert shown == ["day", "certificate"]
    assert "затрымалі" not in GOOD.decode()
    assert "T09:" not in GOOD.decode()


def test_values_are_put_in_order_when_it_is_built():
    assert parse_certificate(certificate(shown=("certificate", "day"))).entry.shown[0].path == "day"


def test_a_certificate_comes_back_from_its_bytes():
    assert parse_certificate(GOOD).encode() == GOOD


@pytest.mark.parametrize(("seq", "shown"), [(2, ("day",)), (REPORT, ("day",)), (REPORT, ("day", "certificate", "0/text"))])
def test_a_certificate_is_not_built_of_another_entry_or_of_other_values(seq, shown):
    with pytest.raises(BrokenError):
        certificate(seq, shown)


def edited(said, place, text):
    said["entry"]["shown"][place]["bytes"] = text


def recommitted(said):
    """A forger who writes another payload commits to it anew."""
    value = said["entry"]["shown"][1]
    value["bytes"] = value["bytes"].replace("00" * 32, "11" * 32)
    said["entry"]["commitments"][4] = commitment(bytes.fromhex(value["salt"]), value["path"], value["bytes"].encode()).hex()


def shows_more(said):
    said["entry"]["shown"] = [*altered_entry(("day", "certificate", "0/language"))["shown"]]


def altered_entry(shown, seq=REPORT):
    return BOOK.entry(seq, shown).encode()


ALTERATIONS = {
    "a key more": (lambda said: said.update(x=1), 1, "exactly the keys"),
    "another format": (lambda said: said.update(format="kniha-certificate/v2"), 1, "the format is"),
    "another register": (lambda said: said["head"].update(register="00" * 32), 3, "the file is of register 0000"),
    "an entry that files no report": (lambda said: said.update(entry=altered_entry(("day",), 2)), 7, "not report.received"),
    "an action renamed": (
        lambda said: said["entry"].update(skeleton=said["entry"]["skeleton"].replace("report.received", "report.receivee")), 7, "",
    ),
    "another index": (lambda said: said["entry"].update(index=2), 7, "gives entry 2"),
    "a value more": (shows_more, 8, "shows other values"),
    "a value less": (lambda said: said["entry"]["shown"].pop(0), 8, "shows other values"),
    "another day": (lambda said: edited(said, 0, '"2025-11-20"'), 8, "'day' of entry 1 is not the one committed"),
    "another payload": (recommitted, 9, "is not in the tree"),
    "another way": (lambda said: said["entry"]["inclusion"].pop(), 9, "is not in the tree"),
    "another digest": (lambda said: said.update(digest="00" * 32), 10, "the digest is not"),
}  # fmt: skip


@pytest.mark.parametrize(("alter", "step", "words"), ALTERATIONS.values(), ids=ALTERATIONS)
def test_an_altered_certificate_is_found_at_its_step(alter, step, words):
    data = altered(GOOD, alter)
    found, detail = wrong(data if step in {1, 10} else closed(data))
    assert (found, words in detail) == (step, True), detail


@pytest.mark.parametrize(("path", "value"), [("day", "some day"), ("day", 5), ("day", "2025-02-30"), ("certificate", {"ed25519": "x"})])
def test_values_that_say_no_day_or_no_report_are_found(path, value):
    book = story()
    said = {"certificate": {"ed25519": "a2V5", "mldsa44": "a2V5", "payload": "00" * 32}, "day": "2025-11-21", path: value}
    book.enter("report.received", [], role="courier", **said)
    data = build_certificate(entry=book.entry(9, ("day", "certificate")), head=book.evidence())
    assert wrong(data)[0] == 8


@drawn(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_byte_can_be_altered(place, bits):
    damaged = bytearray(GOOD)
    damaged[place] ^= bits
    assert not verify_certificate(bytes(damaged), Given()).holds


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", GOOD[:-1], GOOD + b"\n"])
def test_what_is_no_certificate_fails_in_step_1(data):
    assert wrong(data)[0] == 1
    with pytest.raises(KnihaError):
        parse_certificate(data)


def test_a_certificate_names_its_register():
    assert json.loads(GOOD)["head"]["register"] == REGISTER.hex()
