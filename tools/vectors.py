"""Write the shared vectors of receipt and envelope anew: `python tools/vectors.py`, from the root of the repository.

The same bytes come out each time, but for ML-DSA signatures, which draw randomness; a test compares the rest.
All people in them are invented.
"""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from kniha.seal.receipts import Receipt, derive

FOLDER = Path("tests/vectors")


def drawn(label: str, size: int) -> bytes:
    """Return bytes that look random and are always the same."""
    return sha256(b"kniha vectors: " + label.encode()).digest()[:size]


REGISTER = drawn("register", 32)
ANOTHER_REGISTER = drawn("another register", 32)
RECEIPTS = (
    (bytes(16), REGISTER),
    (b"\xff" * 16, REGISTER),
    (bytes(range(16)), REGISTER),
    (bytes(range(16)), ANOTHER_REGISTER),
    (drawn("receipt 1", 16), REGISTER),
    (drawn("receipt 2", 16), ANOTHER_REGISTER),
)


def receipt_vector(entropy: bytes, register: bytes) -> dict[str, object]:
    """Return one receipt with all that follows from it."""
    receipt = Receipt(entropy)
    keys = derive(receipt, register)
    public = keys.public()
    return {
        "entropy": entropy.hex(),
        "register": register.hex(),
        "reply_identity": keys.reply.text,
        "reply_recipient": public.reply,
        "ed25519": public.ed25519.hex(),
        "mldsa44": b64encode(public.mldsa44).decode(),
        "mailbox": public.mailbox,
        "mailbox_secret": keys.mailbox_secret.hex(),
        "verifier": public.verifier,
    }


def receipts() -> list[dict[str, object]]:
    """Return the vectors of docs/spec/receipt.md."""
    return [receipt_vector(entropy, register) for entropy, register in RECEIPTS]


def write(name: str, vectors: object) -> None:
    """Write one file of vectors."""
    (FOLDER / name).write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write("receipt.json", receipts())
