"""Write the shared vectors of receipt and envelope anew: `python tools/vectors.py`, from the root of the repository.

The same bytes come out each time, but for ML-DSA signatures, which draw randomness; a test compares the rest.
All people in them are invented.
"""

import json
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from kniha.seal.container_reading import OpenedReport, read_container
from kniha.seal.containers import ContainerWriter
from kniha.seal.envelopes import envelope_size
from kniha.seal.padding import padded_size
from kniha.seal.receipt_words import LANGUAGES, digits, words
from kniha.seal.receipts import Receipt, derive
from kniha.seal.recipients import HybridIdentity
from kniha.seal.reports import Consent, Early, Report, format_report

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
        "words": {language: " ".join(words(receipt, language)) for language in LANGUAGES},
        "digits": " ".join(digits(receipt)),
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


SAID = Report(
    does="report",
    language="be",
    sealed="browser",
    text="Нас затрымалі каля станцыі метро і трымалі ў аўтобусе. «Куды вас вязуць?» — ніхто не адказаў.\n"
    'Я бачыла нумар: 12 \\ "А" \u007f\u0001 😀',
    when="10 жніўня, каля 23:10",
    where="Прыдуманы праспект, 5",
    contact="",
    consent=Consent(keep="yes", contact="yes", count="no"),
)
ASKED = replace(
    SAID,
    role="victim",
    safe="unsure",
    early=Early(held="no"),
    hurt="я і яшчэ двое, імёнаў не ведаю",
    doers="чалавек у чорным; «Твар уніз!»",
)
UNSAID = Report(
    does="report",
    language="ru",
    sealed="server",
    text="",
    when="",
    where="",
    contact="",
    consent=Consent(keep="yes", contact="no", count="no"),
)
WITHDRAWN = replace(UNSAID, does="withdrawal", text="Передумал.", consent=Consent(keep="no", contact="yes", count="no"))
CALLING = replace(UNSAID, role="relative", safe="yes", early=Early(held="yes", minor="no", sexual="yes"))
PATTERN = drawn("picture", 32)
REPORTS = (
    (SAID, (("здымак №1 (копія).jpg", "image/jpeg", 20),)),
    (ASKED, ()),
    (UNSAID, (("", "", 0), ("../a\u0000b", "text/html", 1))),
    (SAID, (("film.mp4", "video/mp4", 100_000),)),
    (replace(SAID, does="addition"), (("", "", 1),)),
    (WITHDRAWN, ()),
    (replace(UNSAID, does="return"), ()),
    (replace(UNSAID, does="consent"), ()),
    (replace(UNSAID, does="certificate"), ()),
    (CALLING, ()),
)
"""Reports with their files: name, type, and how many times the file repeats PATTERN. The fourth needs several DATA frames."""

LARGEST_WRITTEN_OUT = 50_000
SIZES = (0, 1, 16_384, 16_385, 20_480, 20_481, 24_577, 28_673, 32_769, 1_000_000, 1_048_576, 1_048_577, 2**31 - 1, 2**31)


def envelope_vector(report: Report, named: tuple[tuple[str, str, int], ...]) -> dict[str, object]:
    """Return one report, its container where that is short, and what can be told of it without one."""
    writer = ContainerWriter(REGISTER, derive(Receipt(RECEIPTS[2][0]), REGISTER))
    pieces = []
    for name, kind, times in named:
        pieces += [writer.begin_file(name, kind), writer.add(PATTERN * times), writer.end_file()]
    container = b"".join((*pieces, *writer.finish(report)))
    *_, opened = read_container([container], REGISTER)
    assert isinstance(opened, OpenedReport)
    vector: dict[str, object] = {
        "report": json.loads(format_report(report)),
        "files": [{"name": name, "type": kind, "times": times} for name, kind, times in named],
        "payload_digest": opened.payload_digest.hex(),
        "container_size": len(container),
        "envelope_size": envelope_size(len(container)),
    }
    if len(container) <= LARGEST_WRITTEN_OUT:
        vector["container"] = b64encode(container).decode()
    return vector


def envelopes() -> dict[str, object]:
    """Return the vectors of docs/spec/envelope.md. A container's ML-DSA signature is another one each time."""
    identity = HybridIdentity(drawn("identity", 32))
    return {
        "identity": identity.text,
        "recipient": identity.recipient.text,
        "register": REGISTER.hex(),
        "entropy": RECEIPTS[2][0].hex(),
        "pattern": PATTERN.hex(),
        "sizes": [[size, padded_size(size), envelope_size(size)] for size in SIZES],
        "reports": [envelope_vector(report, named) for report, named in REPORTS],
    }


def write(name: str, vectors: object) -> None:
    """Write one file of vectors."""
    (FOLDER / name).write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write("receipt.json", receipts())
    write("envelope.json", envelopes())
