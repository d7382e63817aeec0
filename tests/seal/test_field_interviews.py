"""What a field form sealed is read as it was written; everything else is refused, and it is said of what kind the fault is."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools import interview_vectors

from kniha.seal.field_interviews import MAGIC, OpenedInterview, read_interview
from kniha.seal.frame_reading import FileData
from kniha.seal.frames import Frame, frame
from kniha.seal.padding import padding
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import (
    BrokenError,
    ImpossibleError,
    KnihaError,
    MalformedError,
    NoMatchError,
    TooLargeError,
    UnknownTermError,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "vectors/interview.json").read_text())
REGISTER = bytes.fromhex(VECTORS["register"])
ERRORS = {
    "malformed": (MalformedError, ImpossibleError), "unknown-field": UnknownTermError, "too-large": TooLargeError, "not-ours": NoMatchError,
}  # fmt: skip


def written(vector: dict[str, Any]) -> bytes:
    files = tuple((file["name"], file["type"], file["times"]) for file in vector["files"])
    return interview_vectors.container(vector["interview"], files)


def read(container: bytes, piece: int = 1000) -> list[Any]:
    pieces: Iterator[bytes] = (container[at : at + piece] for at in range(0, len(container), piece))
    return list(read_interview(pieces, REGISTER))


def test_the_vectors_are_what_their_tool_writes() -> None:
    assert json.loads(json.dumps(interview_vectors.vectors())) == VECTORS


@pytest.mark.parametrize("vector", VECTORS["good"], ids=range(len(VECTORS["good"])))
def test_an_interview_comes_as_it_was_written(vector: dict[str, Any]) -> None:
    container, told = written(vector), vector["interview"]
    assert sha256(container).hexdigest() == vector["container_sha256"]
    *events, opened = read(container)
    assert isinstance(opened, OpenedInterview)
    found = opened.interview
    assert (found.text, found.name, found.contact, found.form) == (told["text"], told["name"], told["contact"], told["form"])
    assert found.began.isoformat() == "2026-11-20T10:00:00+03:00"
    assert found.is_child == (told["is_child"] == "yes")
    assert found.consent == told["consent"]
    assert [file.size for file in opened.files] == [32 * file["times"] for file in vector["files"]]
    data = b"".join(event.data for event in events if isinstance(event, FileData))
    assert data == bytes.fromhex(VECTORS["pattern"]) * sum(file["times"] for file in vector["files"])


@pytest.mark.parametrize("vector", VECTORS["bad"], ids=lambda vector: vector["why"])
def test_what_cannot_be_is_refused_and_said(vector: dict[str, Any]) -> None:
    with pytest.raises(ERRORS[vector["reason"]]):
        read(written(vector))


def test_a_reports_container_is_no_interview() -> None:
    whole = b"kniha/v1/report\n" + frame(Frame.INTERVIEW, canonical(dict(interview_vectors.TOLD)))
    with pytest.raises(UnknownTermError, match="another kind"):
        read(whole + b"".join(padding(len(whole))))


def test_frames_of_a_report_have_no_place_in_an_interview() -> None:
    whole = MAGIC + frame(Frame.REPORT, b"{}")
    with pytest.raises(UnknownTermError, match="no frame is of type 4"):
        read(whole + b"".join(padding(len(whole))))


def test_a_file_that_is_not_what_was_digested_breaks_it() -> None:
    container = written(VECTORS["good"][1])
    pattern = bytes.fromhex(VECTORS["pattern"])
    at = container.index(pattern)
    with pytest.raises(BrokenError):
        read(container[:at] + b"\0" + container[at + 1 :])


@pytest.mark.parametrize("cut", [0, 5, 19, 24, 400])
def test_a_container_cut_short_is_malformed(cut: int) -> None:
    with pytest.raises(MalformedError):
        read(written(VECTORS["good"][0])[:cut])


def test_padding_is_zero_and_ends_at_a_size_class() -> None:
    container = written(VECTORS["good"][0])
    for wrong in (container[:-1] + b"x", container + b"\0", container[:-1]):
        with pytest.raises(MalformedError):
            read(wrong)


@given(at=st.integers(0, 2000), bit=st.integers(0, 7))
def test_no_changed_bit_is_read_as_another_kind_of_error(at: int, bit: int) -> None:
    container = bytearray(written(VECTORS["good"][1]))
    container[at] ^= 1 << bit
    try:
        read(bytes(container))
    except KnihaError:
        return
