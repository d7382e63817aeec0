"""Write tests/vectors/interview.json anew: `python tools/interview_vectors.py`, from the root of the repository. People in it are invented.

`good` is what must be read, container and sizes with it; `bad` is what must be refused, with the reason of docs/spec/fieldform.md §4.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from kniha.seal.envelopes import envelope_size
from kniha.seal.field_interviews import MAGIC
from kniha.seal.frames import LARGEST_DATA, FileLabel, Frame, format_end, format_label, frame
from kniha.seal.padding import padding
from kniha.seal.recipients import HybridIdentity
from kniha.vocab.canonical import JSON, canonical

PLACE = Path("tests/vectors/interview.json")
REGISTER = sha256(b"kniha vectors: register").hexdigest()
IDENTITY = HybridIdentity(sha256(b"kniha vectors: identity").digest())
PATTERN = sha256(b"kniha vectors: picture").digest()
TOLD: Mapping[str, JSON] = {
    "v": 1, "register": REGISTER, "form": sha256(b"kniha vectors: token").hexdigest(), "sounds": 0,
    "consent": {"keep": "yes", "contact": "yes", "count": "not-known", "publish-with-name": "no"}, "giver": "self",
    "is_child": "no", "is_sexual": "no", "is_held": "no", "is_trained": "yes", "interpreter_vetted": "yes", "recorded": "no",
    "free_recall": "yes", "read_back": "yes", "plan": "не пытаць пра сваякоў", "present": "", "interpreter": "Ліда", "place": "ціхі пакой",
    "breaks": "адзін, 15 хвілін", "promised": "", "language": "be", "zone": "Europe/Minsk", "began": "2026-11-20T10:00",
    "ended": "2026-11-20T11:30", "text": "— Што было?\n— Мяне білі ў аўтазаку. 😀 \u007f", "name": "Іван Невядомы",
    "contact": "праз сястру",
}  # fmt: skip
Files = tuple[tuple[str, str, int], ...]
"""Name, type, and how many times the file repeats PATTERN."""
PHOTO: Files = (("здымак №1.jpg", "image/jpeg", 20),)
GOOD: tuple[tuple[Mapping[str, JSON], Files], ...] = (
    (TOLD, ()),
    (TOLD, PHOTO),
    ({**TOLD, "recorded": "yes", "sounds": 1}, (("голас.ogg", "audio/ogg", 60_000), *PHOTO, ("", "", 0))),
    ({**TOLD, "text": "", "name": "", "contact": "", "is_child": "yes"}, PHOTO),
)
BAD: tuple[tuple[str, str, Mapping[str, JSON], Files], ...] = (
    ("no consent to keep it", "malformed", {**TOLD, "consent": {"keep": "no"}}, ()),
    ("no answer to whether it is kept", "malformed", {**TOLD, "consent": {"count": "yes"}}, ()),
    ("sound where none was recorded", "malformed", {**TOLD, "sounds": 1}, PHOTO),
    ("more sound than files", "malformed", {**TOLD, "recorded": "yes", "sounds": 2}, PHOTO),
    ("neither words nor a file", "malformed", {**TOLD, "text": " "}, ()),
    ("no plan", "malformed", {**TOLD, "plan": " "}, ()),
    ("an end before its beginning", "malformed", {**TOLD, "ended": "2026-11-20T09:59"}, ()),
    ("a day that is none", "malformed", {**TOLD, "began": "2026-02-30T10:00"}, ()),
    ("a moment with seconds", "malformed", {**TOLD, "began": "2026-11-20T10:00:00"}, ()),
    ("a zone that is none", "unknown-field", {**TOLD, "zone": "Europe/Nowhere"}, ()),
    ("a zone that is a path", "unknown-field", {**TOLD, "zone": "../etc/passwd"}, ()),
    ("a switch that is neither", "unknown-field", {**TOLD, "is_child": "maybe"}, ()),
    ("a number for a text", "malformed", {**TOLD, "text": 5}, ()),
    ("a truth for a number", "malformed", {**TOLD, "sounds": True}, ()),
    ("a key that nobody knows", "unknown-field", {**TOLD, "interviewer": "Вера"}, ()),
    ("a key that is missing", "malformed", {key: value for key, value in TOLD.items() if key != "name"}, ()),
    ("a later version", "unknown-field", {**TOLD, "v": 2}, ()),
    ("a token of another length", "malformed", {**TOLD, "form": "ab"}, ()),
    ("a text that is too long", "too-large", {**TOLD, "plan": "а" * 5001}, ()),
    ("another register", "not-ours", {**TOLD, "register": "00" * 32}, ()),
)


def container(told: Mapping[str, JSON], files: Files) -> bytes:
    """Return the container, padded."""
    whole = MAGIC + b"".join(_frames(told, files))
    return whole + b"".join(padding(len(whole)))


def _frames(told: Mapping[str, JSON], files: Files) -> Iterator[bytes]:
    for name, kind, times in files:
        data = PATTERN * times
        yield frame(Frame.FILE, format_label(FileLabel(name, kind)))
        for at in range(0, len(data), LARGEST_DATA):
            yield frame(Frame.DATA, data[at : at + LARGEST_DATA])
        yield frame(Frame.END, format_end(sha256(data).digest(), len(data)))
    yield frame(Frame.INTERVIEW, canonical(dict(told)))


def _good(told: Mapping[str, JSON], files: Files) -> dict[str, object]:
    written = container(told, files)
    vector: dict[str, object] = {
        "interview": told, "files": _named(files), "container_sha256": sha256(written).hexdigest(), "container_size": len(written),
        "sealed_size": envelope_size(len(written)),
    }  # fmt: skip
    return vector if len(written) > 50_000 else {**vector, "container": b64encode(written).decode()}


def _named(files: Files) -> list[dict[str, object]]:
    return [{"name": name, "type": kind, "times": times} for name, kind, times in files]


def vectors() -> dict[str, object]:
    """Return what the file holds."""
    return {
        "about": "docs/spec/fieldform.md; written by tools/interview_vectors.py",
        "identity": IDENTITY.text,
        "recipient": IDENTITY.recipient.text,
        "recipient_fingerprint": sha256(IDENTITY.recipient.text.encode()).hexdigest(),
        "register": REGISTER,
        "pattern": PATTERN.hex(),
        "good": [_good(told, files) for told, files in GOOD],
        "bad": [{"why": why, "reason": reason, "interview": told, "files": _named(files)} for why, reason, told, files in BAD],
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n")
