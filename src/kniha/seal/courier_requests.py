"""How a courier signs what it asks of an intake, and how the intake checks it (docs/spec/courier.md §2).

Pure: the clock, the nonce and the key are arguments. The checker answers every fault with one error, for an intake
answers them all alike.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kniha.vocab.errors import BrokenError

WINDOW = 300
"""Seconds by which the clocks of courier and intake may differ."""

COURIER, TIME, NONCE, SIGNATURE = "Kniha-Courier", "Kniha-Time", "Kniha-Nonce", "Kniha-Signature"

_PURPOSE = "kniha/v1/courier"
_NONCE_DIGITS = 32


@dataclass(frozen=True, slots=True)
class CourierRequest:
    """What is signed: `method` in capitals, `target` the path with its query, and the whole body."""

    method: str
    target: str
    body: bytes = field(default=b"", repr=False)


def key_id(public_key: bytes) -> str:
    """Return the id of an Ed25519 public key: the first 16 bytes of its SHA-256, 32 hexadecimal digits (§2.1)."""
    return sha256(public_key).hexdigest()[:32]


def sign_request(request: CourierRequest, key: Ed25519PrivateKey, *, unix_time: int, nonce: bytes) -> dict[str, str]:
    """Return the headers that make `request` the courier's own. `unix_time` in seconds, `nonce` 16 random bytes."""
    stated = (str(unix_time), nonce.hex())
    return {
        COURIER: key_id(key.public_key().public_bytes_raw()),
        TIME: stated[0],
        NONCE: stated[1],
        SIGNATURE: b64encode(key.sign(_message(request, *stated))).decode(),
    }


def check_request(request: CourierRequest, headers: Mapping[str, str], couriers: Mapping[str, bytes], *, unix_time: int) -> str:
    """Return the id of the courier that signed; BrokenError for anything else. `couriers`: public keys by id."""
    courier, time, nonce = (headers.get(name, "") for name in (COURIER, TIME, NONCE))
    # (3) known, timely, in form                                              docs/spec/courier.md §2.3
    if courier not in couriers:
        raise BrokenError("the request is signed by no courier of this intake")
    if not (time.isascii() and time.isdigit() and len(time) < 16 and abs(int(time) - unix_time) <= WINDOW):
        raise BrokenError(f"the request was not signed within {WINDOW} seconds of now")
    if len(nonce) != _NONCE_DIGITS:
        raise BrokenError("a nonce has 32 hexadecimal digits")
    # (4) the signature holds                                                 §2.4
    try:
        signature = b64decode(headers.get(SIGNATURE, ""), validate=True)
        Ed25519PublicKey.from_public_bytes(couriers[courier]).verify(signature, _message(request, time, nonce))
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise BrokenError("the signature of the request does not hold") from error
    return courier


def _message(request: CourierRequest, time: str, nonce: str) -> bytes:
    return "\n".join((_PURPOSE, request.method, request.target, time, nonce, sha256(request.body).hexdigest())).encode()
