"""`POST /envelopes`: what is kept, what is refused, and that what is refused leaves nothing."""

import http.client
import json
import secrets
import socket

import pytest
from tests.intake.server import Intake

from kniha.seal.closing import Sealer, seal_bytes
from kniha.seal.envelopes import SMALLEST_ENVELOPE
from kniha.seal.padding import SMALLEST
from kniha.seal.recipients import new_identity

TYPE = "application/octet-stream"


def envelope(intake: Intake, size: int = SMALLEST) -> bytes:
    """A sealed block of the right size; what is in it is the courier's business."""
    return seal_bytes(bytes(size), [intake.identity.recipient], random_bytes=secrets.token_bytes)


def send(intake: Intake, body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return intake.file(body, Content_Type=TYPE, **headers)


def test_an_envelope_is_kept_under_the_senders_id(intake: Intake) -> None:
    body, name = envelope(intake), secrets.token_hex(16)
    status, _, answer = send(intake, body, Kniha_Envelope=name)
    assert status == 201
    assert (intake.folder / "envelopes" / name).read_bytes() == body
    assert set(json.loads(answer)) == {"acknowledgement", "digest"}


def test_a_lost_answer_does_not_file_it_twice(intake: Intake) -> None:
    body, name = envelope(intake), secrets.token_hex(16)
    before = len(intake.envelopes())
    answers = {send(intake, body, Kniha_Envelope=name)[::2] for _ in range(3)}
    assert len(answers) == 1
    assert len(intake.envelopes()) == before + 1


def test_an_envelope_of_megabytes_is_kept_whole(intake: Intake) -> None:
    body, name = envelope(intake, 7 * 1024**2), secrets.token_hex(16)
    assert send(intake, body, Kniha_Envelope=name)[0] == 201
    assert (intake.folder / "envelopes" / name).read_bytes() == body


def test_other_bytes_under_the_same_id_are_refused(intake: Intake) -> None:
    first, name = envelope(intake), secrets.token_hex(16)
    assert send(intake, first, Kniha_Envelope=name)[0] == 201
    assert send(intake, envelope(intake), Kniha_Envelope=name)[0] == 409
    assert (intake.folder / "envelopes" / name).read_bytes() == first


def altered(intake: Intake, defect: str) -> bytes:
    good = envelope(intake)
    match defect:
        case "empty":
            return b""
        case "a byte more":
            return good + b"\0"
        case "not age":
            return secrets.token_bytes(SMALLEST_ENVELOPE)
        case "armored":
            return (b"-----BEGIN AGE ENCRYPTED FILE-----\n" + good)[:SMALLEST_ENVELOPE]
        case "two stanzas":
            two = Sealer([intake.identity.recipient, new_identity(secrets.token_bytes).recipient], random_bytes=secrets.token_bytes)
            return (two.header + two.update(bytes(SMALLEST)) + two.finish())[:SMALLEST_ENVELOPE]
        case "classic stanza":
            return good.replace(b"-> mlkem768x25519 ", b"-> X25519 ", 1).ljust(SMALLEST_ENVELOPE, b"\0")
        case _:
            return good.replace(b"age-encryption.org/v1", b"age-encryption.org/v2", 1)


@pytest.mark.parametrize("defect", ["empty", "a byte more", "not age", "armored", "two stanzas", "classic stanza", "another version"])
def test_what_is_no_envelope_is_refused_and_leaves_nothing(intake: Intake, defect: str) -> None:
    before = intake.envelopes()
    status, headers, answer = send(intake, altered(intake, defect), Accept_Language="be")
    assert status == 400
    assert headers["content-type"] == "application/json"
    assert json.loads(answer)["error"].startswith("Гэта не канверт")
    assert intake.envelopes() == before
    assert intake.nothing_remains()


@pytest.mark.parametrize("name", ["", "..", "../../x", "A" * 32, "0" * 31, "0" * 33, "%00" * 11])
def test_an_id_is_never_a_path(intake: Intake, name: str) -> None:
    before = intake.envelopes()
    assert send(intake, envelope(intake), Kniha_Envelope=name)[0] == 400
    assert intake.envelopes() == before


def test_more_than_the_limit_is_refused_before_a_byte_is_read(intake: Intake) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", intake.port, timeout=20)
    connection.putrequest("POST", "/envelopes")
    connection.putheader("Content-Length", str(3 * 1024**3))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    assert intake.nothing_remains()


def test_an_upload_that_breaks_off_is_no_envelope(intake: Intake) -> None:
    body, name = envelope(intake, 4 * 1024**2), secrets.token_hex(16)
    proof = intake.proof(len(body))
    with socket.create_connection(("127.0.0.1", intake.port)) as line:
        head = (
            f"POST /envelopes HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nKniha-Envelope: {name}\r\nKniha-Work: {proof}\r\n\r\n"
        )
        line.sendall(head.encode() + body[: len(body) // 2])
    assert send(intake, envelope(intake))[0] == 201  # another one is taken meanwhile
    assert intake.nothing_remains()
    assert not (intake.folder / "envelopes" / name).exists()


def test_a_body_of_unknown_length_is_refused(intake: Intake) -> None:
    with socket.create_connection(("127.0.0.1", intake.port)) as line:
        line.sendall(
            b"POST /envelopes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nage-e\r\n0\r\n\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 400")
