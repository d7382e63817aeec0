"""The courier's interface: what a courier gets, and that nobody else finds anything."""

import json
import secrets
import time
from base64 import b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.intake.server import Intake

from kniha.seal.closing import seal_bytes
from kniha.seal.courier_requests import CourierRequest, sign_request
from kniha.seal.recipients import new_identity


def filed(intake: Intake) -> tuple[str, bytes]:
    body = seal_bytes(bytes(16384), [intake.identity.recipient], random_bytes=secrets.token_bytes)
    name = secrets.token_hex(16)
    assert intake.file(body, Kniha_Envelope=name)[0] == 201
    return name, body


def listed(intake: Intake) -> dict[str, dict[str, object]]:
    status, _, answer = intake.courier_request("GET", "/courier/envelopes")
    assert status == 200
    rows = json.loads(answer)["envelopes"]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    return {row["id"]: row for row in rows}


def confirm(intake: Intake, ids: list[str]) -> int:
    return intake.courier_request("POST", "/courier/confirmations", json.dumps({"envelopes": ids}).encode())[0]


def test_a_courier_lists_fetches_and_confirms(intake: Intake) -> None:
    name, body = filed(intake)
    assert listed(intake)[name] == {"id": name, "size": len(body), "digest": sha256(body).hexdigest()}
    status, headers, fetched = intake.courier_request("GET", f"/courier/envelopes/{name}")
    assert (status, fetched, headers["content-type"]) == (200, body, "application/octet-stream")
    assert confirm(intake, [name]) == 200
    assert name not in listed(intake)


def test_confirming_twice_and_the_unknown_changes_nothing(intake: Intake) -> None:
    name, _ = filed(intake)
    other, _ = filed(intake)
    for _ in range(2):
        assert confirm(intake, [name, "0" * 32, name]) == 200
    assert name not in listed(intake)
    assert other in listed(intake)
    assert (intake.folder / "envelopes" / name).exists()


def test_a_confirmed_envelope_can_be_fetched_again(intake: Intake) -> None:
    name, body = filed(intake)
    assert confirm(intake, [name]) == 200
    assert intake.courier_request("GET", f"/courier/envelopes/{name}")[2] == body


def test_a_reply_is_laid_once(intake: Intake) -> None:
    sealed = seal_bytes(bytes(16384), [new_identity(secrets.token_bytes).recipient], random_bytes=secrets.token_bytes)
    reply = {"mailbox": "ab" * 32, "verifier": "cd" * 32, "body": b64encode(sealed).decode()}
    for _ in range(2):
        assert intake.courier_request("POST", "/courier/replies", json.dumps(reply).encode())[0] == 200


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/courier/confirmations", b""),
        ("/courier/confirmations", b"[]"),
        ("/courier/confirmations", b'{"envelopes": ["../x"]}'),
        ("/courier/confirmations", b'{"envelopes": [1]}'),
        ("/courier/confirmations", json.dumps({"envelopes": ["0" * 32] * 501}).encode()),
        ("/courier/replies", b'{"mailbox": "ab", "verifier": "cd", "body": ""}'),
        ("/courier/replies", json.dumps({"mailbox": "ab" * 32, "verifier": "cd" * 32, "body": "AAAA"}).encode()),
        ("/courier/replies", json.dumps({"mailbox": "ab" * 32, "verifier": "cd" * 32, "body": "AAAA", "more": 1}).encode()),
    ],
)
def test_a_courier_that_errs_is_answered_as_a_stranger(intake: Intake, target: str, body: bytes) -> None:
    assert intake.courier_request("POST", target, body)[0] == 404


def wrong(intake: Intake, fault: str) -> dict[str, str]:
    """Headers for `GET /courier/envelopes` with one fault."""
    asked = CourierRequest("GET", "/courier/envelopes")
    key, now, nonce = intake.courier, int(time.time()), secrets.token_bytes(16)
    match fault:
        case "no headers":
            return {}
        case "another courier":
            return sign_request(asked, Ed25519PrivateKey.generate(), unix_time=now, nonce=nonce)
        case "yesterday":
            return sign_request(asked, key, unix_time=now - 86400, nonce=nonce)
        case "tomorrow":
            return sign_request(asked, key, unix_time=now + 301, nonce=nonce)
        case "another address":
            return sign_request(CourierRequest("GET", "/courier/envelopes?x=1"), key, unix_time=now, nonce=nonce)
        case "another method":
            return sign_request(CourierRequest("POST", "/courier/envelopes"), key, unix_time=now, nonce=nonce)
        case "another body":
            return sign_request(CourierRequest("GET", "/courier/envelopes", b"x"), key, unix_time=now, nonce=nonce)
        case "another nonce":
            return sign_request(asked, key, unix_time=now, nonce=nonce) | {"Kniha-Nonce": "0" * 32}
        case "no base64":
            return sign_request(asked, key, unix_time=now, nonce=nonce) | {"Kniha-Signature": "no base64"}
        case _:
            return sign_request(asked, key, unix_time=now, nonce=nonce) | {"Kniha-Time": "9" * 400}


FAULTS = (
    "no headers", "another courier", "yesterday", "tomorrow", "another address", "another method", "another body", "another nonce",
    "no base64", "huge time",
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_whoever_is_no_courier_finds_nothing_and_learns_nothing(intake: Intake, fault: str) -> None:
    nothing = answered(intake, "/nothing/here", {})
    assert nothing[0] == 404
    assert answered(intake, "/courier/envelopes", wrong(intake, fault)) == nothing


def test_a_strangers_outsider_walk_finds_nothing(intake: Intake) -> None:
    name, _ = filed(intake)
    nothing = answered(intake, "/nothing/here", {})
    for target in ("", "envelopes", f"envelopes/{name}", f"envelopes/{'0' * 32}", "confirmations", "replies"):
        assert answered(intake, f"/courier/{target}", {}) == nothing


def answered(intake: Intake, target: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    status, given, body = intake.request("GET", target, b"", **headers)
    return status, {name: value for name, value in given.items() if name != "date"}, body
