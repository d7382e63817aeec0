"""The proof file: its form, and how one is built (docs/spec/entry.md §7). Whether it holds, `kniha.ledger.verifier` says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kniha.ledger.checkpoints import REGISTER_LENGTH
from kniha.ledger.entries import HASH_LENGTH, SALT_LENGTH, Value, change_of, check_count, check_row, parse_skeleton
from kniha.ledger.keys import VerifierKey, parse_verifier_key
from kniha.ledger.notes import Note, parse_note
from kniha.ledger.records import Disclosed, check_about, record_of, title_of
from kniha.vocab.canonical import JSON, canonical, parse_canonical
from kniha.vocab.errors import BrokenError, MalformedError, UnknownTermError

FORMAT = "kniha-proof/v1"
SUFFIX = ".kniha-proof"

_KEYS = frozenset({"about", "checkpoint", "digest", "entries", "format", "keys", "record", "register", "title"})
_ENTRY_KEYS = frozenset({"commitments", "inclusion", "index", "shown", "skeleton"})
_VALUE_KEYS = frozenset({"bytes", "path", "salt"})
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class ProofEntry:
    """One entry in a proof: skeleton and all commitments, the values shown, the hashes that lead to the root."""

    index: int
    skeleton: bytes
    commitments: tuple[bytes, ...]
    shown: tuple[Value, ...]
    inclusion: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ProofFile:
    """What a proof file says. Nothing in it is believed until it is verified."""

    title: str
    about: tuple[str, str]
    register: bytes
    keys: tuple[VerifierKey, ...]
    checkpoint: str
    entries: tuple[ProofEntry, ...]
    record: JSON

    def encode(self) -> bytes:
        """Return the file's bytes, its digest computed anew."""
        said: dict[str, JSON] = {
            "about": self.about,
            "checkpoint": self.checkpoint,
            "entries": [_encode_entry(entry) for entry in self.entries],
            "format": FORMAT,
            "keys": [key.text for key in self.keys],
            "record": self.record,
            "register": self.register.hex(),
            "title": self.title,
        }
        return canonical(said | {"digest": sha256(canonical(said)).hexdigest()})


def build_proof(
    *, about: tuple[str, str], register: bytes, keys: Sequence[VerifierKey], checkpoint: str, entries: Sequence[ProofEntry]
) -> bytes:
    """Return the bytes of a proof file about the row `about`, with the values that `entries` show.

    `keys` are the register's keys that signed `checkpoint`; signature lines of others (witnesses) are left out. Title and record
    follow from the values. Raises BrokenError where a key has not signed or no entry changes `about`.
    """
    ordered = tuple(_in_order(entry) for entry in sorted(entries, key=lambda entry: entry.index))
    sorted_keys = tuple(sorted(keys, key=lambda key: key.text))
    disclosed = [Disclosed(parse_skeleton(entry.skeleton), entry.shown) for entry in ordered]
    check_about(about, disclosed)
    record = record_of(disclosed)
    return ProofFile(
        title=title_of(about, record),
        about=about,
        register=register,
        keys=sorted_keys,
        checkpoint=_only_lines_of(checkpoint, sorted_keys),
        entries=ordered,
        record=record,
    ).encode()


def parse_proof(data: bytes) -> ProofFile:
    """Return what the bytes of a proof file say, or raise MalformedError for any byte that is not as it must be (§7.1).

    The digest is checked for its form here and for its truth last (§7.7), so that an earlier step can say what was altered.
    """
    found = _object(parse_canonical(data), _KEYS, "a proof")
    if found["format"] != FORMAT:
        raise UnknownTermError(f"a proof is of the format {FORMAT}")
    table, id_ = _pair(found["about"])
    check_row(table, id_)
    _bytes(found["digest"], HASH_LENGTH)
    keys = tuple(parse_verifier_key(_text(key)) for key in _list(found["keys"]))
    if [key.text for key in keys] != sorted({key.text for key in keys}):
        raise MalformedError("the keys stand in the order of their text, each once")
    entries = tuple(_parse_entry(entry) for entry in _list(found["entries"]))
    if not entries or [entry.index for entry in entries] != sorted({entry.index for entry in entries}):
        raise MalformedError("the entries stand in the order of their index, each once, and there is at least one")
    return ProofFile(
        title=_text(found["title"]),
        about=(table, id_),
        register=_bytes(found["register"], REGISTER_LENGTH),
        keys=keys,
        checkpoint=_text(found["checkpoint"]),
        entries=entries,
        record=found["record"],
    )


def _encode_entry(entry: ProofEntry) -> JSON:
    return {
        "commitments": [each.hex() for each in entry.commitments],
        "inclusion": [each.hex() for each in entry.inclusion],
        "index": entry.index,
        "shown": [{"bytes": value.data.decode(), "path": value.path, "salt": value.salt.hex()} for value in entry.shown],
        "skeleton": entry.skeleton.decode(),
    }


def _parse_entry(entry: JSON) -> ProofEntry:
    found = _object(entry, _ENTRY_KEYS, "an entry of a proof")
    index = found["index"]
    if type(index) is not int or index < 0:
        raise MalformedError("an entry's index is an integer from 0")
    return ProofEntry(
        index=index,
        skeleton=_text(found["skeleton"]).encode(),
        commitments=tuple(_bytes(each, HASH_LENGTH) for each in _list(found["commitments"])),
        shown=tuple(_parse_value(value) for value in _list(found["shown"])),
        inclusion=tuple(_bytes(each, HASH_LENGTH) for each in _list(found["inclusion"])),
    )


def _parse_value(value: JSON) -> Value:
    found = _object(value, _VALUE_KEYS, "a shown value")
    path = _text(found["path"])
    change_of(path)  # a path that is none would be printed in a message: against text that plays with the reader's terminal
    return Value(path, _bytes(found["salt"], SALT_LENGTH), _text(found["bytes"]).encode())


def _in_order(entry: ProofEntry) -> ProofEntry:
    skeleton = parse_skeleton(entry.skeleton)
    check_count(skeleton, entry.commitments)
    place = {path: number for number, path in enumerate(skeleton.paths)}
    for value in entry.shown:
        if value.path not in place:
            raise BrokenError(f"entry {entry.index} has no value '{value.path}'")
    return replace(entry, shown=tuple(sorted(entry.shown, key=lambda value: place[value.path])))


def _only_lines_of(checkpoint: str, keys: Sequence[VerifierKey]) -> str:
    note = parse_note(checkpoint)
    lines = {(line.name, line.key_id): line for line in note.lines}
    missing = [key for key in keys if (key.name, key.key_id) not in lines]
    if missing:
        raise BrokenError(f"the checkpoint is not signed by {missing[0].label}")
    return Note(note.text, tuple(lines[key.name, key.key_id] for key in keys)).encode()


def _object(found: JSON, keys: frozenset[str], what: str) -> dict[str, JSON]:
    if not isinstance(found, dict) or found.keys() != keys:
        raise MalformedError(f"{what} has exactly the keys {', '.join(sorted(keys))}")
    return found


def _list(found: JSON) -> list[JSON]:
    if not isinstance(found, list):
        raise MalformedError("keys, entries, commitments, inclusion and shown are lists")
    return found


def _text(found: JSON) -> str:
    if not isinstance(found, str):
        raise MalformedError("title, checkpoint, keys, skeleton, paths and bytes are text")
    return found


def _pair(found: JSON) -> tuple[str, str]:
    if not isinstance(found, list) or len(found) != 2:
        raise MalformedError("what a proof is about is a table and an id")
    return _text(found[0]), _text(found[1])


def _bytes(found: JSON, length: int) -> bytes:
    text = _text(found)
    if len(text) != 2 * length or not _HEX.fullmatch(text):
        raise MalformedError(f"{length} bytes are {2 * length} hexadecimal digits in lower case")
    return bytes.fromhex(text)
