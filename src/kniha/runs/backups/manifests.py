"""The manifest of a backup: what it is of, what belongs to it, and the register's signature under that (docs/spec/backup.md §3). Pure."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from kniha.ledger.keys import SigningKey, VerifierKey
from kniha.ledger.notes import Note, check_note, parse_note, sign_plain
from kniha.ledger.registers import Register, parse_register
from kniha.runs.backups.sealing import Sealed
from kniha.vocab.canonical import JSON, canonical, parse_canonical
from kniha.vocab.errors import BrokenError, MalformedError

FORM = "kniha-backup/v1"
REGISTER = "keys/public/register.json"
LARGEST = 256 << 20
"""Bytes of a manifest: beside the small files it holds the list of erasures."""

_LENGTH = 4
_NAME = r"[^/\\.\x00-\x1f][^/\\\x00-\x1f]*"
_FILE = re.compile(rf"keys/public/({_NAME}/)?{_NAME}|keys/vault/naming\.key|(heads|mappings)/{_NAME}")
_KEYS = {"format", "register", "made", "program", "migrations", "entries", "root", "book", "keys", "files"}


@dataclass(frozen=True, slots=True)
class Rows:
    """One of the two files of rows: the sealed file, and how many rows it holds."""

    file: Sealed
    rows: int

    def as_json(self) -> dict[str, JSON]:
        """As the body holds it."""
        return {"sha256": self.file.sha256, "size": self.file.size, "rows": self.rows}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of: register id (32 bytes), instant, program, migrations, the journal's entries and root; and what belongs to it."""

    register: bytes
    made: datetime
    program: str
    migrations: tuple[tuple[str, str], ...]
    entries: int
    root: bytes
    book: Rows
    keys: Rows
    files: Mapping[str, bytes] = field(repr=False)

    def body(self) -> bytes:
        """Return the bytes that the note is about."""
        return canonical({
            "format": FORM,
            "register": self.register.hex(),
            "made": self.made.isoformat(),
            "program": self.program,
            "migrations": [list(one) for one in self.migrations],
            "entries": self.entries,
            "root": self.root.hex(),
            "book": self.book.as_json(),
            "keys": self.keys.as_json(),
            "files": [[name, b64encode(data).decode()] for name, data in sorted(self.files.items())],
        })  # fmt: skip

    def public(self) -> Register:
        """The register's public keys, as the backup itself tells them."""
        return parse_register(self.files[REGISTER])


def encode(manifest: Manifest, signer: SigningKey) -> bytes:
    """Return the manifest under the signature of the register's release key."""
    for name in manifest.files:
        _check_file(name)
    body = manifest.body()
    text = _text(manifest.register, body)
    note = Note(text, (sign_plain(signer, text),)).encode().encode()
    return len(note).to_bytes(_LENGTH) + note + body


def open_manifest(data: bytes, trusted: Register | None) -> tuple[Manifest, tuple[VerifierKey, ...]]:
    """Return the manifest, and the release keys that signed it: of `trusted`, or else of those that it brings along itself.

    MalformedError for anything but a manifest; BrokenError where it is not signed, or is another register's than the trusted one.
    """
    end = _LENGTH + int.from_bytes(data[:_LENGTH])
    try:
        note = parse_note(data[_LENGTH:end].decode())
    except UnicodeDecodeError as error:
        raise MalformedError("the note of a backup is text") from error
    body = data[end:]
    manifest = _parse(body)
    if trusted is not None and trusted.id != manifest.register:
        raise BrokenError(f"this is a backup of register {manifest.register.hex()[:16]}…, not of {trusted.id.hex()[:16]}…")
    if note.text != _text(manifest.register, body):
        raise BrokenError("the note of the backup is about another body")
    return manifest, check_note(note, (trusted or manifest.public()).release_keys)


def _text(register: bytes, body: bytes) -> str:
    return f"{FORM}\n{register.hex()}\n{sha256(body).hexdigest()}\n"


def _parse(body: bytes) -> Manifest:
    told = parse_canonical(body)
    if not (isinstance(told, dict) and told.keys() == _KEYS and told["format"] == FORM):
        raise MalformedError(f"a backup's manifest has the format {FORM}")
    try:
        manifest = Manifest(
            bytes.fromhex(told["register"]), datetime.fromisoformat(told["made"]), str(told["program"]),
            tuple((str(app), str(name)) for app, name in told["migrations"]), int(told["entries"]), bytes.fromhex(told["root"]),
            _rows(told["book"]), _rows(told["keys"]),
            {str(name): b64decode(data, validate=True) for name, data in told["files"]},
        )  # fmt: skip
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise MalformedError("a backup's manifest has a value that it cannot have") from error
    for name in manifest.files:
        _check_file(name)
    if REGISTER not in manifest.files or manifest.public().id != manifest.register:
        raise MalformedError("a backup's manifest brings the register.json of its register")
    return manifest


def _rows(told: Any) -> Rows:  # Any: JSON from a file
    return Rows(Sealed(str(told["sha256"]), int(told["size"])), int(told["rows"]))


def _check_file(name: str) -> None:
    """A backup lays files into three folders, and into no other."""
    if not _FILE.fullmatch(name):
        raise MalformedError(f"a backup has no file {name[:80]!r}")
