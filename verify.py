#!/usr/bin/env python3
"""Check a file that came from a register of crimes kept with Kniha. Needs Python 3.9 or newer and the `openssl` command; nothing else.

    python3 verify.py KN-2026-48213.kniha-proof --key register.json

It opens no network connection, changes no file, and starts no program but `openssl`. It is one file so that you can read all of it
before you believe it. It was written from the published text (docs/spec: entry.md, ledger.md, files.md, timestamps.md), not from the
program that makes the files; comments name the sections.

What such a file proves, and how
    Whatever is done in the register is written down as an *entry*: who, when, what changed. Each value of an entry is hashed together
    with random bytes of its own (its *commitment*), so that it can be shown, kept back or erased by itself. The hash of the whole entry
    is a *leaf* of a tree in which each node is the hash of the two below it. One hash, the *root*, so stands for all entries: whoever
    changes, drops, inserts or reorders a single one gets another root. Root and number of leaves are the *head* of the tree.
    At fixed hours the register signs its head, *witnesses* (other organisations) sign that it only ever grew, and *authorities* state
    the time at which it was there. A file brings chosen values, and the hashes that lead from them to such a head.

How to read the result
    Each step holds or is wrong; after the first that is wrong, the rest is not reached. What remains for you to find out is listed as
    *open*: above all, whose the keys are. Compare their fingerprints with those that the register, the witnesses and the authorities
    publish, or hand these in with --key, --witness and --authority.
    Exit status 0: all holds. 1: something is wrong. 2: something could not be checked, and nothing was found wrong.

    A head is signed with Ed25519 and with ML-DSA-44, which quantum computers cannot forge either. OpenSSL before 3.5 does not know the
    second: it is then reported as not checked, and the status is 0 only if, besides the register's Ed25519 signature, one of a witness
    holds.

What it never says: that the values are true, or that nothing else was entered. It says that the register wrote this down then, and has
not changed it since.
"""

from __future__ import annotations

import argparse
import base64
import functools
import hashlib
import io
import json
import re
import struct
import subprocess
import sys
import tempfile
import textwrap
import unicodedata
import zipfile
import zlib
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO, Generator, Iterable, Iterator, NamedTuple, Sequence

BOOK = b"kniha-book/v1\n"
LARGEST = 2**26  # bytes of a JSON file, of a frame of a book, of a bundle's own files: 64 MiB


class Wrong(Exception):
    """A step does not hold. The words say what was expected and what was found."""


class NotChecked(Exception):
    """Something needed for the check is not at hand: a key, a program, the file itself."""


# ── 1. Reading strictly ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
# A value has one writing, and any other is refused. So nothing hides in a blank, a repeated key or a second spelling.


def canonical(value: Any) -> bytes:
    """The one JSON text of `value`: RFC 8785, which for text, integers and ASCII keys is what Python writes with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_json(data: bytes, what: str) -> Any:
    """The value whose canonical text is `data`."""
    try:
        value = json.loads(data.decode(), parse_int=lambda digits: int(digits[:18]))  # longer ones come out otherwise, and are refused
        if len(data) <= LARGEST and is_plain(value) and canonical(value) == data:
            return value
    except (ValueError, RecursionError):
        pass
    raise Wrong(f"{what} is not canonical JSON")


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether this is text, whole numbers below 2⁵³, and at most 32 levels of lists and of objects with ASCII keys (entry.md §5)."""
    if isinstance(value, dict):
        return all(map(str.isascii, value)) and is_plain(list(value.values()), depth)
    if isinstance(value, list):
        return depth <= 32 and all(is_plain(each, depth + 1) for each in value)
    return depth <= 32 and (value is None or isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**53))


def unbase64(text: str) -> bytes | None:
    """The bytes that `text` stands for; None if it is not standard, padded, canonical base64."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


# Forms. {key: form}: exactly these keys. [form]: a list. (form, form): a list of two. A pattern: text that it fits. str: any text.
# int: a whole number from 0. bytes: base64. date: a day. object: anything.
HASH, SALT, ID = (re.compile(f"[0-9a-f]{{{length}}}") for length in (64, 32, 32))
NAME = "[a-z][a-z0-9_]*"
ROW = (re.compile(NAME), ID)
SKELETON = {
    "action": re.compile(rf"{NAME}(\.{NAME})+"),
    "changes": [(re.compile("insert|update|delete"), *ROW)],
    "cites": [ROW],
    "paths": [re.compile(f"{NAME}|(0|[1-9][0-9]{{0,8}})/{NAME}")],
    "schema": int,
    "seq": int,
}
ENTRY = {"index": int, "skeleton": str, "commitments": [HASH], "shown": [{"path": str, "salt": SALT, "bytes": str}], "inclusion": [HASH]}
STAMP = {"authority": str, "kind": re.compile("rfc3161|opentimestamps"), "reply": bytes, "certificates": [bytes], "crls": [bytes]}
SEAM = {"note": str, "old_head": str, "entry": object}
HEAD = {"register": HASH, "keys": [str], "witnesses": [str], "checkpoint": str, "stamps": [STAMP], "custodians": [str], "seams": [SEAM]}
FORMATS = {
    "kniha-proof/v1": {"about": (str, ID), "entries": [ENTRY], "head": HEAD, "record": object, "title": str, "digest": HASH},
    "kniha-certificate/v1": {"entry": ENTRY, "head": HEAD, "digest": HASH},
    "kniha-heads/v1": {"consistency": [HASH], "new": HEAD, "old": HEAD, "digest": HASH},
    "kniha-acknowledgement/v1": {"day": date, "envelope": HASH, "grant": str, "key": str, "signature": bytes, "digest": HASH},
}
FIRST_FRAME = {"register": HASH, "size": int, "values": re.compile("all|none")}
BUNDLE = {
    "keys": [str],
    "kind": re.compile("case-file|release"),
    "made_on": date,
    "previous": object,
    "proofs": [str],
    "register": HASH,
    "title": str,
}


def fit(value: Any, form: Any, what: str) -> None:
    """Refuse a `value` that is not of this form."""
    if isinstance(form, dict):
        if not isinstance(value, dict) or value.keys() != form.keys():
            raise Wrong(f"{what} does not have exactly the keys {', '.join(sorted(form))}")
        for key, inner in form.items():
            fit(value[key], inner, key)
    elif isinstance(form, (list, tuple)):
        if not isinstance(value, list) or (isinstance(form, tuple) and len(value) != len(form)):
            raise Wrong(f"{what} is not a list of the right length")
        for number, inner in enumerate(value):
            fit(inner, form[number % len(form)], what)
    elif not is_of(value, form):
        raise Wrong(f"{what} is not written as it must be")


def is_of(value: Any, form: Any) -> bool:
    """Whether a `value` that is no list or object is of this form."""
    if form is int:
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if form is object or not isinstance(value, str):
        return form is object
    if form is date:
        return instant(f'"{value}T00:00:00Z"'.encode()) is not None
    return form is str or (unbase64(value) if form is bytes else form.fullmatch(value)) is not None


def instant(data: bytes) -> float | None:
    """The seconds since 1970 of an instant as an entry gives it (entry.md §4); None if it is none."""
    match = re.fullmatch(r'"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?)Z"', data.decode(errors="replace"))
    try:
        return datetime.fromisoformat(match[1] + "+00:00").timestamp() if match else None
    except ValueError:
        return None


def in_order(values: Sequence[Any], what: str) -> None:
    """Refuse a list that is not sorted, or has something twice."""
    if any(one >= two for one, two in zip(values, values[1:])):
        raise Wrong(f"{what} are not in order, each once")


def fit_head(head: Any) -> None:
    """Refuse head evidence that has not its form (files.md §2)."""
    fit(head, HEAD, "the head")
    for name in ("keys", "witnesses", "custodians"):
        in_order(head[name], name)
    in_order([(stamp["authority"], stamp["kind"]) for stamp in head["stamps"]], "time-stamps")
    for seam in head["seams"]:
        fit(seam["entry"], object if seam["entry"] is None else ENTRY, "the entry of a seam")


def read_file(data: bytes, kind: str) -> dict[str, Any]:
    """A JSON file of this format (files.md §1.3)."""
    file: dict[str, Any] = read_json(data, "the file")
    fit(file, {**FORMATS[kind], "format": re.compile(kind)}, "the file")
    for name in {"head", "old", "new"} & file.keys():
        fit_head(file[name])
    return file


def check_digest(file: dict[str, Any]) -> str:
    """Refuse a file whose `digest` is not that of all the rest."""
    digest = hashlib.sha256(canonical({key: value for key, value in file.items() if key != "digest"})).hexdigest()
    if digest != file["digest"]:
        raise Wrong(f"the file's digest is {digest[:8]}…, it says {file['digest'][:8]}…: something was left out or altered")
    return digest


# ── 2. Keys, notes and signatures ────────────────────────────────────────────────────────────────────────────────────────────────────
# A note is a text with signature lines below (ledger.md §5). A line calls its key by name and four bytes; the key comes from elsewhere.

ED25519, COSIGNATURE, MLDSA44 = 1, 4, 6
KINDS = {  # its name, the lengths of public key and signature, and what makes of the public key one that openssl reads
    ED25519: ("Ed25519", 32, 64, bytes.fromhex("302a300506032b6570032100")),
    COSIGNATURE: ("Ed25519 witness", 32, 64, bytes.fromhex("302a300506032b6570032100")),
    MLDSA44: ("ML-DSA-44", 1312, 2420, bytes.fromhex("30820532300b0609608648016503040311" + "0382052100")),
}


class Key(NamedTuple):
    """A public key under a name."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature line calls this key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The text form, which registers and witnesses publish; its SHA-256 is the fingerprint."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def __str__(self) -> str:
        return f"{KINDS[self.kind][0]} key {self.id.hex()} of {self.name}"


def is_name(name: str) -> bool:
    """Whether a key may be called so (ledger.md §4.1)."""
    return 0 < len(name.encode()) < 256 and not any(each == "+" or each < " " or each.isspace() for each in name)


def read_key(text: str) -> Key:
    """The key whose text form this is."""
    name, _, rest = text.partition("+")
    data = unbase64(rest.partition("+")[2])
    if not data or data[0] not in KINDS or len(data) != 1 + KINDS[data[0]][1] or not is_name(name):
        raise Wrong(f"{text[:40]}… is no key of a kind known here")
    key = Key(name, data[0], data[1:])
    if key.text != text:
        raise Wrong(f"{text[:40]}… does not bear the id of its key, {key.id.hex()}")
    return key


class Note(NamedTuple):
    """A text, and signature lines: name, key id and signature."""

    text: str
    lines: list[tuple[str, bytes, bytes]]


def read_note(said: str, what: str) -> Note:
    """The note that is written so (ledger.md §5.1–2)."""
    text, _, below = said.rpartition("\n\n")
    lines = [re.fullmatch("— ([^ ]+) ([^ ]+)", line) for line in below.split("\n")]
    control = any(each < " " for each in said.replace("\n", ""))
    if not text or lines.pop() or not 1 <= len(lines) <= 64 or len(said) > 2**20 or control or not below.endswith("\n"):
        raise Wrong(f"{what} is not a signed note")
    blobs = [unbase64(line[2]) if line and is_name(line[1]) else None for line in lines]
    if not all(blob and len(blob) > 4 for blob in blobs):
        raise Wrong(f"{what} has a line that is no signature")
    return Note(text + "\n", [(line[1], blob[:4], blob[4:]) for line, blob in zip(lines, blobs) if line and blob])


class Checkpoint(NamedTuple):
    """A tree head: of which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size} entries at the root {self.root.hex()[:8]}…"


def read_checkpoint(text: str, what: str = "the checkpoint") -> Checkpoint:
    """The head that these three lines state (ledger.md §6.1)."""
    match = re.fullmatch("(.+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n", text)
    root = unbase64(match[3]) if match else None
    if not match or not root or not is_name(match[1]) or int(match[2]) >= 2**63:
        raise Wrong(f"{what} is not the three lines of origin, size and root")
    return Checkpoint(match[1], int(match[2]), root)


class Signature(NamedTuple):
    """A signature that holds; or one of a kind that this openssl does not know, not checked."""

    key: Key
    time: int  # in seconds since 1970; 0 where it says nothing of time
    checked: bool

    def __str__(self) -> str:
        return f"{self.key}" + (f", {moment(self.time)}" if self.time else "") + ("" if self.checked else " (not checked)")


def moment(seconds: int) -> str:
    """A time in words."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC") if seconds < 2**37 else f"second {seconds}"


def check_signatures(note: Note, keys: Iterable[Key]) -> list[Signature]:
    """The signatures of `keys` under a note, in its order. Each must hold; lines of others are passed over (ledger.md §5.4)."""
    known = {(key.name, key.id): key for key in keys}
    return [check_signature(note.text, known[name, label], blob) for name, label, blob in note.lines if (name, label) in known]


def check_signature(text: str, key: Key, blob: bytes) -> Signature:
    """Refuse a signature that does not hold. What each kind signs: ledger.md §5.3 and §6.4, witness.md §1.2."""
    time, signature = (0, blob) if key.kind == ED25519 else (int.from_bytes(blob[:8], "big"), blob[8:])
    message = text.encode()
    if key.kind == COSIGNATURE:
        message = f"cosignature/v1\ntime {time}\n{text}".encode()
    if key.kind == MLDSA44:
        head = read_checkpoint(text)
        name, origin = (bytes([len(each.encode())]) + each.encode() for each in (key.name, head.origin))
        message = b"subtree/v1\n\0" + name + blob[:8] + origin + bytes(8) + head.size.to_bytes(8, "big") + head.root
    checked = key.kind != MLDSA44 or knows_mldsa()
    if len(signature) != KINDS[key.kind][2] or time >= 2**63 or (checked and not holds(key, message, signature)):
        raise Wrong(f"the signature of {key} does not hold")
    return Signature(key, time, checked)


def holds(key: Key, message: bytes, signature: bytes) -> bool:
    """Whether `key` signed `message`."""
    command = "pkeyutl -verify -rawin -pubin -keyform DER -inkey key -sigfile signature -in message"
    said = openssl(command, key=KINDS[key.kind][3] + key.public, signature=signature, message=message)
    if said.strip() not in ("Signature Verified Successfully", "Signature Verification Failure"):
        raise NotChecked(f"openssl cannot check the {key}: {said.strip()}")
    return said.strip() == "Signature Verified Successfully"


@functools.cache
def knows_mldsa() -> bool:
    """Whether this openssl can check ML-DSA-44."""
    return "ML-DSA-44" in openssl("list -public-key-algorithms")


def openssl(*commands: str, **files: bytes) -> str:
    """What openssl prints for these commands, run in a folder that holds these files and nothing else."""
    said = b""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        for command in commands:
            try:
                done = subprocess.run(["openssl", *command.split()], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            except FileNotFoundError:
                raise NotChecked("the command openssl is not on this machine") from None
            said += done.stdout + done.stderr
    return said.decode(errors="replace")


# ── 3. The tree ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
# RFC 9162 §2.1. Leaves and nodes are hashed with different first bytes, so that one can never be passed off as the other.


def node(left: bytes, right: bytes) -> bytes:
    """The hash over two neighbours."""
    return hashlib.sha256(b"\1" + left + right).digest()


def climb(first: bytes, place: int, last: int, proof: Iterable[bytes]) -> tuple[bytes, bytes]:
    """Go up from node number `place` of a level that ends with number `last` (RFC 9162 §2.1.3.2 and §2.1.4.2).

    Gives the root over all that lies up to the way, and the root over the whole tree.
    """
    before = whole = first
    for other in proof:
        if last == 0:
            raise Wrong("the proof has more hashes than the way to the root")
        if place & 1 or place == last:
            before, whole = node(other, before), node(other, whole)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            whole = node(whole, other)
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("the proof has fewer hashes than the way to the root")
    return before, whole


def check_consistency(old: Checkpoint, new: Checkpoint, proof: list[bytes]) -> None:
    """Refuse a proof that does not show the first `old.size` leaves of `new` to be those of `old`."""
    if not 0 < old.size <= new.size:
        raise Wrong(f"the old head has {old.size} entries, the new one {new.size}")
    if old.size == new.size:
        if old.root != new.root:
            raise Wrong(f"the log signed two pasts: two roots over {old.size} entries")
        if proof:
            raise Wrong("two heads of one size need no proof, but one is given")
        return
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    hashes = iter(proof if place else [old.root, *proof])
    if climb(next(hashes, b""), place, last, hashes) != (old.root, new.root):
        raise Wrong("the new tree does not begin with the old one")


class Edge:
    """The right edge of a growing tree: as much of it as its next roots depend on."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Put a leaf at the end."""
        number, self.size = self.size, self.size + 1
        while number & 1:
            leaf, number = node(self.peaks.pop(), leaf), number >> 1
        self.peaks.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return functools.reduce(lambda right, left: node(left, right), reversed(self.peaks)) if self.peaks else hashlib.sha256().digest()


# ── 4. Entries ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
# An entry has a skeleton, which is never erased, and values, each behind its commitment (entry.md).


def read_skeleton(data: bytes, what: str) -> dict[str, Any]:
    """The skeleton of an entry (entry.md §2)."""
    skeleton: dict[str, Any] = read_json(data, f"the skeleton of {what}")
    fit(skeleton, SKELETON, f"the skeleton of {what}")
    paths = skeleton["paths"]
    changes = [int(path.partition("/")[0]) if "/" in path else -1 for path in paths]
    if paths[:4] != ["at", "day", "registrar", "role"] or changes != sorted(changes) or len(set(paths)) < len(paths):
        raise Wrong(f"the paths of {what} are not in order, each once")
    if changes[-1] >= len(skeleton["changes"]):
        raise Wrong(f"a path of {what} belongs to none of its changes")
    return skeleton


def commitment(salt: bytes, path: str, value: bytes) -> bytes:
    """What stands for a value in the leaf (entry.md §1.2)."""
    return hashlib.sha256(salt + len(path).to_bytes(2, "big") + path.encode() + value).digest()


def leaf_data(skeleton: bytes, commitments: bytes) -> bytes:
    """What a leaf is the hash of (entry.md §3)."""
    return b"kniha/v1/entry\n" + len(skeleton).to_bytes(4, "big") + skeleton + commitments


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


class Entry:
    """An entry, as far as a file shows it (files.md §1.4)."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said, self.index, self.what = said, said["index"], f"entry {said['index']}"
        self.leaf = leaf_data(said["skeleton"].encode(), bytes.fromhex("".join(said["commitments"])))
        self.skeleton: dict[str, Any] = {}
        self.values: dict[str, Any] = {}

    def check_whole(self) -> None:
        """Refuse a skeleton that is none, or of another place, or with more or fewer commitments than paths."""
        self.skeleton = read_skeleton(self.said["skeleton"].encode(), self.what)
        if self.skeleton["seq"] != self.index:
            raise Wrong(f"the file gives {self.what}, but its skeleton says {self.skeleton['seq']}")
        if len(self.skeleton["paths"]) != len(self.said["commitments"]) or len(self.leaf) > 65535:
            raise Wrong(f"{self.what} has {len(self.skeleton['paths'])} paths, but {len(self.said['commitments'])} commitments")

    def check_values(self) -> None:
        """Refuse a shown value that is not the one committed."""
        commitments = dict(zip(self.skeleton["paths"], self.said["commitments"]))
        for shown in self.said["shown"]:
            path, data, what = shown["path"], shown["bytes"].encode(), f"value '{shown['path']}' of {self.what}"
            if path not in commitments or commitments[path] != commitment(bytes.fromhex(shown["salt"]), path, data).hex():
                raise Wrong(f"{what} is not the one committed")
            self.values[path] = read_json(data, what)
        in_order([self.skeleton["paths"].index(shown["path"]) for shown in self.said["shown"]], f"the shown values of {self.what}")

    def check_in(self, head: Checkpoint) -> None:
        """Refuse an entry that is not in the tree."""
        if self.index >= head.size:
            raise Wrong(f"{self.what} lies beyond the {head.size} of the tree")
        _, root = climb(leaf_hash(self.leaf), self.index, head.size - 1, map(bytes.fromhex, self.said["inclusion"]))
        if root != head.root:
            raise Wrong(f"{self.what} is not in the tree: proof leads to {root.hex()[:8]}…, root is {head.root.hex()[:8]}…")


def make_record(entries: Iterable[Entry]) -> list[Any]:
    """The rows as the shown values leave them (entry.md §7)."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in entries:
        for number, (verb, table, row) in enumerate(entry.skeleton["changes"]):
            fields = {path.partition("/")[2]: value for path, value in entry.values.items() if path.startswith(f"{number}/")}
            if (verb == "insert" and (table, row) in rows) or (verb == "delete" and fields):
                raise Wrong(f"{entry.what} cannot {verb} {table} {row} so")
            rows.setdefault((table, row), {}).update(fields)
            if verb == "delete":
                del rows[table, row]
    return [[table, row, fields] for (table, row), fields in sorted(rows.items()) if fields]


# ── 5. Heads, and who vouches for them ───────────────────────────────────────────────────────────────────────────────────────────────


class Unchecked(str):
    """What a step finds that could not be checked."""


class Reader:
    """What the reader knows from elsewhere, and what is left to them."""

    def __init__(self, keys: Iterable[Key] = (), witnesses: Iterable[Key] = (), authorities: bytes = b"") -> None:
        self.custodians = [key for key in keys if re.fullmatch("kniha/[0-9a-f]{64}/custodian/[0-9]+", key.name)]
        self.release = [key for key in keys if re.fullmatch("kniha/[0-9a-f]{64}/release", key.name)]
        self.log = [first_name(key) for key in keys if key not in self.custodians + self.release]
        self.witnesses, self.authorities = list(witnesses), authorities
        self.open: list[str] = []
        self.missing: list[str] = []

    def miss(self, words: str) -> Unchecked:
        """Take note of what is missing."""
        self.missing.append(words)
        return Unchecked(words)

    def make_up(self, signatures: list[Signature]) -> None:
        """Leave open what openssl does not know; unless a witness's Ed25519 signature makes up for it, it is missing (files.md §9)."""
        unknown = [f"the signature of {each.key}, which this openssl does not know" for each in signatures if not each.checked]
        witnesses = [each.key for each in signatures if each.key.kind == COSIGNATURE and each.key in (self.witnesses or [each.key])]
        self.open += [f"not checked: {words}" for words in unknown]
        self.missing += [] if witnesses else unknown

    def compare(self, key: Key, given: list[Key]) -> None:
        """Refuse a key that is not one of those given; where none are, its owner is left to the reader."""
        if not given:
            self.open.append(f"whose {key} is: fingerprint {hashlib.sha256(key.text.encode()).hexdigest()}")
        elif key not in given:
            raise Wrong(f"{key} is not one of the keys given")


def first_name(key: Key) -> Key:
    """A log's key under the name that it is published with, that of the first generation (ledger.md §7, §11.1)."""
    return key._replace(name=re.sub("/[1-9][0-9]*$", "", key.name))


class Seam(NamedTuple):
    """Where a log lost entries and began anew: its last head, and the restored tree under the new origin (ledger.md §11)."""

    old: Checkpoint
    new: Checkpoint
    note: Note

    def __str__(self) -> str:
        return f"entries {self.new.size} to {self.old.size - 1} of {self.old.origin} were lost"


def read_seam(said: str) -> Seam:
    """The seam that a note states (ledger.md §11.3)."""
    note = read_note(said, "a seam")
    lines = note.text.split("\n")
    match = re.fullmatch("kniha/([0-9a-f]{64})(?:/([1-9][0-9]{0,8}))?", lines[2]) if len(lines) == 10 else None
    if not match:
        raise Wrong("a seam is not nine lines of a form known here")
    old, new = (read_checkpoint("\n".join([*lines[at : at + 3], ""]), "a head in a seam") for at in (2, 5))
    expected = ["kniha-seam/v1", match[1], f"kniha/{match[1]}/{int(match[2] or 0) + 1}", str(old.size - new.size)]
    if [lines[0], lines[1], lines[5], lines[8]] != expected or not 0 < new.size < old.size:
        raise Wrong("a seam contradicts itself")
    return Seam(old, new, note)


def check_custodians(seam: Seam, keys: Sequence[Key]) -> set[Key]:
    """Refuse a seam that fewer than three custodians signed; give those who did (ledger.md §11.4)."""
    register = seam.note.text.split("\n")[1]
    if any(key.kind != ED25519 or not re.fullmatch(f"kniha/{register}/custodian/[1-9][0-9]{{0,3}}", key.name) for key in keys):
        raise Wrong("a key among the custodians' is not that of a custodian")
    if len({key.public for key in keys}) < len(keys):
        raise Wrong("one key stands under the names of two custodians")
    signed = {signature.key for signature in check_signatures(seam.note, keys)}
    if len({key.name for key in signed}) < 3:
        raise Wrong(f"a seam is signed by three custodians, this one by {len({key.name for key in signed})}")
    return signed


def check_cosignatures(note: Note, keys: Sequence[Key]) -> list[Signature]:
    """The lines of witnesses under a head: each holds and states a time; a register is no witness of itself (witness.md §1)."""
    if any(key.kind == ED25519 or key.name.startswith("kniha/") for key in keys):
        raise Wrong("a witness's key is not one that states a time, or bears a register's name")
    signed = check_signatures(note, keys)
    if not all(each.time for each in signed):
        raise Wrong("a witness states no time")
    return signed


class Head:
    """A tree head with all that vouches for it. The five steps are those of files.md §2."""

    def __init__(self, said: dict[str, Any], reader: Reader, *, covered: bool = False) -> None:
        self.said, self.reader, self.covered = said, reader, covered  # covered by a later head in the same file
        self.note, self.checkpoint = Note("", []), Checkpoint("", 0, b"")
        self.log: list[Signature] = []
        self.witnesses: list[Signature] = []
        self.seams: list[Seam] = []

    def steps(self) -> Iterator[str]:
        """The five, in their order. What the last two leave open of a head, a later one that covers it speaks for (files.md §2)."""
        yield from (step() for step in (self.check_log, self.check_register, self.check_seams))
        for step in (self.check_witnesses, self.check_stamps):
            left = len(self.reader.open)
            yield step()
            if self.covered:
                del self.reader.open[left:]

    def check_log(self) -> str:
        """(1) Signed by the log."""
        keys, others = ([read_key(text) for text in self.said[name]] for name in ("keys", "witnesses"))
        self.note = read_note(self.said["checkpoint"], "the checkpoint")
        self.checkpoint = read_checkpoint(self.note.text)
        if [line[:2] for line in self.note.lines] != [(key.name, key.id) for key in keys + others] or set(keys) & set(others):
            raise Wrong("the signature lines are not those of the keys and then of the witnesses, each once and in their order")
        if {key.name for key in keys} != {self.checkpoint.origin}:
            raise Wrong("a key of the log does not bear the name of the origin")
        if {key.kind for key in keys} != {ED25519, MLDSA44}:
            raise Wrong("a tree head is signed with Ed25519 and with ML-DSA-44; one of the two is missing")
        for key in keys:
            self.reader.compare(first_name(key), self.reader.log)
        self.log = check_signatures(self.note, keys)
        return "; ".join(map(str, self.log))

    def check_register(self) -> str:
        """(2) Of this register."""
        register, generation = self.said["register"], len(self.said["seams"])
        if self.checkpoint.origin != f"kniha/{register}" + (f"/{generation}" if generation else ""):
            raise Wrong(f"the file is of register {register} and has {generation} seams, the head is of {self.checkpoint.origin}")
        return f"register {register}"

    def check_seams(self) -> str:
        """(3) Where the log began anew, custodians say what was lost."""
        keys, signed, lost = [read_key(text) for text in self.said["custodians"]], set(), []
        self.seams = [read_seam(said["note"]) for said in self.said["seams"]]
        for number, (seam, said) in enumerate(zip(self.seams, self.said["seams"]), 1):
            if seam.new.origin != f"kniha/{self.said['register']}/{number}":
                raise Wrong(f"seam {number} leads to {seam.new.origin}")
            signed |= check_custodians(seam, keys)
            self.check_old_head(read_note(said["old_head"], "an old head"), seam)
            if (said["entry"] is None) != any(later.new.size <= seam.new.size for later in self.seams[number:]):
                raise Wrong(f"the entry of seam {number} is missing, or is shown though a later seam lost it")
            lost += self.check_restart(Entry(said["entry"]), said, seam) if said["entry"] else []
        if any({"seam": said["note"], "old_head": said["old_head"]} not in lost for said in self.said["seams"] if said["entry"] is None):
            raise Wrong("a seam whose entry was lost is named by none of the later ones")
        if signed != set(keys):
            raise Wrong("a custodian is named who signed no seam")
        for key in keys:
            self.reader.compare(key, self.reader.custodians)
        return "; ".join(map(str, self.seams)) or "no seam"

    def check_old_head(self, note: Note, seam: Seam) -> None:
        """Refuse an old head that is not the one cited, or was not signed by the log."""
        given = [key for key in self.reader.log if key.name == f"kniha/{self.said['register']}"]
        if read_checkpoint(note.text, "an old head") != seam.old:
            raise Wrong("an old head is not the one that its seam cites")
        signed = check_signatures(note, {key._replace(name=seam.old.origin) for key in given + [each.key for each in self.log]})
        if {signature.key.kind for signature in signed} != {ED25519, MLDSA44}:
            raise Wrong("an old head is not signed by the log")

    def check_restart(self, entry: Entry, said: dict[str, Any], seam: Seam) -> list[Any]:
        """Refuse an entry by which this seam is not part of the tree; give the lost seams that it names."""
        entry.check_whole()
        entry.check_values()
        entry.check_in(self.checkpoint)
        if (entry.index, entry.skeleton["action"], entry.skeleton["changes"]) != (seam.new.size, "log.restarted", []):
            raise Wrong(f"{entry.what} is not the one at which the log began anew")
        lost = entry.values.get("lost_seams", [])
        others = {"lost_seams": lost} if "lost_seams" in entry.skeleton["paths"] else {}
        if entry.values != {"seam": said["note"], "old_head": said["old_head"], **others} or not isinstance(lost, list):
            raise Wrong(f"{entry.what} does not show this seam, this old head and the seams lost, and nothing else")
        return lost

    def check_witnesses(self) -> str:
        """(4) Witnesses signed that the log only grew."""
        keys, given = [read_key(text) for text in self.said["witnesses"]], self.reader.witnesses
        self.witnesses = check_cosignatures(self.note, keys)
        if given and not self.covered and not set(keys) & set(given):
            raise Wrong("none of the witnesses given signed this head")
        for key in keys if not given else ():
            self.reader.compare(key, [])
        if not keys:
            self.reader.open.append("whether everybody is shown the same past: no witness signed this head")
        return "; ".join(map(str, self.witnesses)) or "no witness"

    def check_stamps(self) -> str:
        """(5) Authorities state the time of the log's own note, the lines of witnesses left away."""
        lines = self.said["checkpoint"].split("\n")[: 4 + len(self.log)]
        digest = hashlib.sha256("\n".join([*lines, ""]).encode()).hexdigest()
        found = [check_stamp(stamp, digest, self.reader) for stamp in self.said["stamps"]]
        if found and self.reader.authorities and not self.covered and not any(is_given for _, is_given in found):
            raise Wrong("none of the authorities given stated the time of this head")
        return "; ".join(words for words, _ in found) or "no time-stamp"

    def carry(self) -> str:
        """Say that the verdict rests on this head. A witness must make up for what openssl does not know (files.md §9)."""
        self.reader.make_up(self.log + self.witnesses)
        return f"{self.checkpoint}, signed by {'the keys given' if self.reader.log else 'keys that the file brings along'}"


# ── 6. Trusted time ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


CALENDAR = bytes.fromhex("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e892940108")  # how an OpenTimestamps proof begins


def check_stamp(stamp: dict[str, Any], imprint: str, reader: Reader) -> tuple[str, bool]:
    """Refuse a time-stamp that does not hold; give what it states, and whether a root given vouches for it (timestamps.md §3, §6)."""
    reply, whose = unbase64(stamp["reply"]) or b"", stamp["authority"]
    if stamp["kind"] == "opentimestamps":
        if not reply.startswith(CALENDAR + bytes.fromhex(imprint)):
            raise Wrong(f"the OpenTimestamps proof of {whose} is not one over this head")
        reader.open.append(f"not checked: the OpenTimestamps proof of {whose}, which leads to Bitcoin; `ots verify` follows it")
        return f"{whose}: not followed", False
    # Only the token is signed: what the reply says around it, a forger may have written.
    unwrap = "ts -reply -in reply -token_out -out token"
    said = openssl(unwrap, "ts -reply -in token -token_in -text", "pkcs7 -inform DER -in token -print_certs", reply=reply)
    stated = re.findall(r"^Time stamp: (\w{3} [ \d]\d \d\d:\d\d:\d\d)(?:\.\d+)?( \d{4} GMT)$", said, re.MULTILINE)
    if len(stated) != 1:
        raise Wrong(f"the reply of {whose} is no time-stamp")
    time, beside = seconds("".join(stated[0])), [pem("CERTIFICATE", text) for text in stamp["certificates"]]
    chain = "".join(beside).encode()
    command = f"ts -verify -digest {imprint} -in reply -CAfile roots -check_ss_sig -attime {time}" + (" -untrusted chain" if chain else "")
    given, judged = (
        openssl(command, reply=reply, chain=chain, roots=roots).splitlines() for roots in (reader.authorities, reader.authorities + chain)
    )
    if "Verification: OK" not in judged:  # as a line of its own: a certificate's name may say it too
        raise Wrong(f"the time-stamp of {whose} does not hold: {'; '.join(judged[-2:])}")
    certificates = {*beside, *re.findall("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", said, re.DOTALL)}
    lists = re.findall("-----BEGIN X509 CRL-----.*?-----END X509 CRL-----\n", said, re.DOTALL)
    roots = check_revocation(sorted(certificates), lists + [pem("X509 CRL", text) for text in stamp["crls"]], time, whose, reader)
    if "Verification: OK" not in given:
        if not roots:
            raise Wrong(f"no root certificate is given for {whose}, and none came along")
        reader.open.append(f"whether the root certificate of {whose} is that of an authority of time: {'; '.join(roots)}")
    return f"{whose}: {moment(time)}", "Verification: OK" in given


def pem(label: str, text: str) -> str:
    """Base64 as openssl reads it."""
    return f"-----BEGIN {label}-----\n" + "".join(f"{line}\n" for line in textwrap.wrap(text, 64)) + f"-----END {label}-----\n"


def check_revocation(certificates: list[str], lists: list[str], time: int, whose: str, reader: Reader) -> list[str]:  # noqa: PLR0917
    """Refuse a certificate that was revoked, or has no part in the chain; say what no list tells; give roots (timestamps.md §3.4, §4)."""
    files = {f"c{number}": text.encode() for number, text in enumerate(certificates)}
    told = [openssl(f"x509 -in {name} -noout -subject -issuer -serial -nameopt RFC2253", **files).splitlines() for name in files]
    if any(len(lines) != 3 for lines in told):
        raise Wrong(f"a certificate of {whose} cannot be read")
    names = [[line.partition("=")[2] for line in lines] for lines in told]
    issuers = {issuer for subject, issuer, _ in names if subject != issuer}
    if sum(subject not in issuers for subject, _, _ in names) != 1:
        raise Wrong(f"the time-stamp of {whose} brings a certificate that has no part in it")
    issuing = b"".join(files.values()) + reader.authorities
    for subject, issuer, serial in (each for each in names if each[0] != each[1]):
        counting = [counts(text, issuer, serial, time, issuing) for text in lists]  # all of them: any may name it
        if not any(counting):
            reader.open.append(f"whether the certificate of {subject} was revoked: no list given tells")
    return [subject for subject, issuer, _ in names if subject == issuer]


def counts(text: str, issuer: str, serial: str, time: int, issuing: bytes) -> bool:  # noqa: PLR0917
    """Whether this revocation list counts for a certificate, which it does not name; refuse one that it names as revoked (§4)."""
    said = openssl("crl -in list -noout -text -nameopt RFC2253", list=text.encode())
    if f"Issuer: {issuer}\n" not in said:
        return False
    if openssl("crl -in list -CAfile issuing -noout", list=text.encode(), issuing=issuing).strip() != "verify OK":
        raise Wrong(f"a revocation list is not signed by {issuer}, whose name it bears")
    for entry in said.split("Serial Number: ")[1:]:
        mild = re.search("Reason Code: *\n *(Unspecified|Affiliation Changed|Superseded|Cessation Of Operation)", entry)
        revoked = re.search("Revocation Date: (.*)", entry)
        if entry.startswith(f"{serial}\n") and not (mild and revoked and seconds(revoked[1]) > time):
            raise Wrong(f"the certificate {serial} of {issuer} was revoked")
    made, until = (re.search(f"{word} Update: (.*)", said) for word in ("Last", "Next"))
    whole = "Issuing Distribution Point" not in said and "Delta CRL" not in said
    return whole and bool(made and (seconds(made[1]) >= time or (until and seconds(until[1]) > time)))


def seconds(text: str) -> int:
    """A time as openssl prints it, in seconds since 1970; before all time where it is none."""
    try:
        return int(datetime.strptime(text.replace("GMT", "+0000"), "%b %d %H:%M:%S %Y %z").timestamp())
    except ValueError:
        return -1


# ── 7. The kinds of files ────────────────────────────────────────────────────────────────────────────────────────────────────────────
# Each goes through its steps: what a function yields is what a step found, what it returns is the verdict (files.md §3 to §8).

Steps = Generator[str, None, str]


def proof(data: bytes, reader: Reader) -> Steps:
    """Chosen values of chosen entries (§3)."""
    file = read_file(data, "kniha-proof/v1")
    entries, head, about = [Entry(said) for said in file["entries"]], Head(file["head"], reader), file["about"]
    in_order([entry.index for entry in entries], "the entries")
    if not entries:
        raise Wrong("the file has no entry")
    yield f"{len(entries)} entries"
    yield from head.steps()
    for entry in entries:
        entry.check_whole()
    yield f"entries {', '.join(str(entry.index) for entry in entries)}"
    for entry in entries:
        entry.check_values()
    yield f"{sum(len(entry.values) for entry in entries)} values shown"
    for entry in entries:
        entry.check_in(head.checkpoint)
    yield f"root {head.checkpoint.root.hex()} over {head.checkpoint.size} entries"
    if about not in [change[1:] for entry in entries for change in entry.skeleton["changes"]]:
        raise Wrong("the proof is about a row that none of its entries changes")
    record = make_record(entries)
    if canonical(record) != canonical(file["record"]):
        raise Wrong("the record is not what the shown values make")
    number = next((fields.get("number") for table, row, fields in record if [table, row] == about), None)
    if file["title"] != (number if isinstance(number, str) else " ".join(about)):
        raise Wrong("the title is not that of the row")
    check_digest(file)
    yield f"{len(record)} rows"
    rows = "".join(f"\n{table} {row}: {canonical(fields).decode()}" for table, row, fields in record)
    return f"{file['title']}: {len(entries)} entries are in the tree of {head.carry()}. It does not say that nothing else is.{rows}"


def certificate(data: bytes, reader: Reader) -> Steps:
    """A report under these keys was in the register by that day (§4)."""
    file = read_file(data, "kniha-certificate/v1")
    entry, head = Entry(file["entry"]), Head(file["head"], reader)
    yield entry.what
    yield from head.steps()
    entry.check_whole()
    if entry.skeleton["action"] != "report.received":
        raise Wrong(f"{entry.what} did not file a report")
    yield entry.what
    entry.check_values()
    fit(entry.values, {"day": date, "certificate": {"ed25519": str, "mldsa44": str, "payload": str}}, "what is shown")
    day, value = entry.values["day"], entry.values["certificate"]
    yield f"day {day}"
    entry.check_in(head.checkpoint)
    yield f"root {head.checkpoint.root.hex()} over {head.checkpoint.size} entries"
    yield check_digest(file)
    return (
        f"A report under these keys, of the payload digest {value['payload']}, was in the register by {day}: in the tree of {head.carry()}."
    )


def heads(data: bytes, reader: Reader) -> Steps:
    """Two heads of one log (§5)."""
    file = read_file(data, "kniha-heads/v1")
    old, new = Head(file["old"], reader, covered=True), Head(file["new"], reader)
    yield "two heads"
    yield from old.steps()
    yield from new.steps()
    if old.said["register"] != new.said["register"]:
        raise Wrong("the two heads are of two registers")
    yield f"register {old.said['register']}"
    found = check_one_log(old, new, [bytes.fromhex(each) for each in file["consistency"]])
    yield found
    yield check_digest(file)
    return f"One log: {found}. Old: {old.carry()}. New: {new.carry()}."


def check_one_log(old: Head, new: Head, proof: list[bytes]) -> str:
    """Refuse two heads that cannot both be true."""
    before, later = old.checkpoint, new.seams[len(old.seams) :]
    if [seam.note.text for seam in new.seams[: len(old.seams)]] != [seam.note.text for seam in old.seams]:
        raise Wrong("the new head does not continue the log of the old one")
    kept = min((seam.new.size for seam in later), default=before.size)
    if before.size <= kept:
        check_consistency(before, new.checkpoint, proof)
        return f"the new tree begins with the {before.size} entries of the old one"
    cited = later[0].old
    if proof or before.size > cited.size or (before.size == cited.size and before.root != cited.root):
        raise Wrong("the seam after the old head cites another past")
    return f"entries {kept} to {before.size - 1} of the old head are lost, as the custodians state on the seam"


def checkpoint(data: bytes, reader: Reader) -> Steps:
    """A bare checkpoint, which brings no keys (ledger.md §8)."""
    note = read_note(as_text(data), "the file")
    head = read_checkpoint(note.text, "the file")
    yield str(head)
    whose = re.sub("/[1-9][0-9]*$", "", head.origin)
    signed = check_signatures(note, [key._replace(name=head.origin) if key.name == whose else key for key in reader.log])
    if {each.key.kind for each in signed} != {key.kind for key in reader.log}:
        raise Wrong("it is not signed by a key of each kind given")
    yield "; ".join(map(str, signed)) or reader.miss("a checkpoint brings no keys: give the register's with --key")
    if not re.fullmatch("kniha/[0-9a-f]{64}(/[1-9][0-9]*)?", head.origin) or {each.key.name for each in signed} - {head.origin}:
        raise Wrong("the origin is not a register's, or a key that signed does not bear its name")
    yield head.origin
    witnessed = check_cosignatures(note, reader.witnesses)
    if reader.witnesses and not witnessed:
        raise Wrong("none of the witnesses given signed this head")
    yield "; ".join(map(str, witnessed)) or "no witness was given"
    reader.make_up(signed + witnessed)
    return f"The tree of {head.origin} had {head}."


def bare_seam(data: bytes, reader: Reader) -> Steps:
    """A seam by itself, which brings no keys (§8)."""
    seam = read_seam(as_text(data))
    yield str(seam)
    signed = check_custodians(seam, reader.custodians) if reader.custodians else ()
    yield ", ".join(sorted(key.name for key in signed)) or reader.miss(
        "a seam brings no keys: give the register's register.json with --key"
    )
    return f"The custodians state: {seam}."


def acknowledgement(data: bytes, reader: Reader) -> Steps:
    """An intake of the register held this envelope on that day (§11)."""
    file = read_file(data, "kniha-acknowledgement/v1")
    day, envelope = file["day"], file["envelope"]
    yield f"envelope {envelope}, {day}"
    register, month, public = check_grant(read_note(file["grant"], "the grant"), read_key(file["key"]), reader)
    yield f"key {public.hex()} of {month}"
    if day[:7] != month:
        raise Wrong(f"{day} is no day of {month}, for which the intake has its key")
    yield day
    message = f"kniha/v1/acknowledgement\n{register}\n{envelope}\n{day}"
    check_signature(message, Key(f"kniha/{register}/acknowledgement/{month}", ED25519, public), unbase64(file["signature"]) or b"")
    yield f"register {register}"
    yield check_digest(file)
    return (
        f"An intake of the register held a sealed envelope of the digest {envelope} on {day}. It does not say what became of it: whether "
        "it was opened and filed, a certificate says."
    )


def check_grant(note: Note, key: Key, reader: Reader) -> tuple[str, str, bytes]:
    """Refuse what is no grant of an intake's key, or not by this key of the log; give register, month and the key granted (§11)."""
    said = re.fullmatch(
        "kniha-acknowledgement-key/v1\n([0-9a-f]{64})\n([0-9]{4}-(?:0[1-9]|1[0-2]))\n([0-9a-f]{64})\n", note.text
    )  # fmt: skip
    if not said:
        raise Wrong("the grant does not say which key, of which month and register")
    if key.kind != ED25519 or key.name != f"kniha/{said[1]}":
        raise Wrong(f"{key} is not the Ed25519 key of the log of register {said[1]}")
    if [line[:2] for line in note.lines] != [(key.name, key.id)]:
        raise Wrong(f"the grant is not signed by {key} alone")
    check_signatures(note, [key])
    reader.compare(key, reader.log)
    return said[1], said[2], bytes.fromhex(said[3])


def as_text(data: bytes) -> str:
    """The bytes as UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Wrong("this is not text in UTF-8") from None


FOLLOWS = {"": "J", "J": "E", "E": "EH", "H": "EHZ", "Z": ""}  # which frames may come after which


class Book:
    """An exported book, read once from front to back (§6). What is wrong is kept by its step, for the lowest step is named."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.edge, self.head = reader, Edge(), Head({}, reader)
        self.said: dict[str, Any] = {}
        self.found: dict[int, str] = {}
        self.wrong: dict[int, str] = {}
        self.began: dict[int, bytes] = {}  # the root before each entry log.restarted
        self.heads = self.absent = self.time = 0

    def read(self, file: BinaryIO) -> None:
        """Read all frames. What has not the form of a book is wrong at once."""
        digest, before = hashlib.sha256(file.read(len(BOOK))), ""
        for kind, data in frames(file):
            if kind not in FOLLOWS[before]:
                raise Wrong(f"after frame {before or 'none'} comes {kind!r}")
            if kind == "Z" and len(data) != 32:
                raise Wrong("a closing digest is 32 bytes")
            if kind == "Z" and data != digest.digest():
                self.wrong[11] = "the closing digest is not that of the book"
            digest.update(kind.encode() + len(data).to_bytes(4, "big") + data)
            {"J": self.read_first, "E": self.read_entry, "H": self.read_head, "Z": len}[kind](data)
            before = kind
        if before != "Z" or self.edge.size != self.said["size"]:
            raise Wrong(f"the book breaks off after {self.edge.size} entries")
        self.found[1], self.found[2] = f"{self.edge.size} entries, {self.heads} heads", f"{self.absent} values erased or kept back"

    def read_first(self, data: bytes) -> None:
        """What the book says of itself."""
        self.said = read_json(data, "the first frame")
        fit(self.said, FIRST_FRAME, "the first frame")

    def read_entry(self, data: bytes) -> None:
        """An entry: its leaf data, then its values."""
        number, what, stream = self.edge.size, f"entry {self.edge.size}", io.BytesIO(data)
        leaf = take(stream, length_at(stream))
        inner = io.BytesIO(leaf[15:])
        bones = take(inner, length_at(inner))
        skeleton, commitments = read_skeleton(bones, what), inner.read()
        if leaf != leaf_data(bones, commitments) or len(commitments) != 32 * len(skeleton["paths"]) or len(leaf) > 65535:
            raise Wrong(f"{what} is not leaf data")
        if skeleton["seq"] != number:
            self.wrong.setdefault(3, f"entry {skeleton['seq']} stands in place {number}")
        for place, path in enumerate(skeleton["paths"]):
            self.read_value(stream, what, path, commitments[32 * place : 32 * place + 32])
        if stream.read():
            raise Wrong(f"{what} has something after its last value")
        if skeleton["action"] == "log.restarted":
            self.began[number] = self.edge.root()
        self.edge.add(leaf_hash(leaf))

    def read_value(self, stream: BinaryIO, what: str, path: str, committed: bytes) -> None:
        """A value, or the mark that it is erased or kept back."""
        length = length_at(stream)
        if length == 2**32 - 1:
            self.absent += 1
            return
        salt, data = take(stream, 16), take(stream, length)
        if self.said["values"] == "none":
            raise Wrong(f"{what} has a value, the book says that it has none")
        if commitment(salt, path, data) != committed:
            self.wrong.setdefault(2, f"value '{path}' of {what} is not the one committed")
        at = instant(data) if path == "at" else self.time
        if at is None or (self.time and at < self.time - 86400):
            self.wrong.setdefault(10, f"{what} is dated {data.decode(errors='replace')}, after a head of {moment(self.time)}")

    def read_head(self, data: bytes) -> None:
        """A head: steps 4 to 8 are those of §2. Then the tree must be at this head."""
        said = read_json(data, "a head")
        fit_head(said)
        self.head, self.heads, number = Head(said, self.reader, covered=self.edge.size < self.said["size"]), self.heads + 1, 4
        try:
            for found in self.steps_of_head(said):
                self.found[number], number = found, number + 1
        except Wrong as wrong:
            self.wrong.setdefault(number, f"head {self.heads}: {wrong}")
        self.time = max((each.time for each in self.head.log), default=0)

    def steps_of_head(self, said: dict[str, Any]) -> Iterator[str]:
        """Steps 4 to 9."""
        for number, found in enumerate(self.head.steps(), 4):
            if number == 5 and said["register"] != self.said["register"]:
                raise Wrong(f"it is of register {said['register']}")
            yield found
        if (self.edge.size, self.edge.root()) != self.head.checkpoint[1:]:
            raise Wrong(f"it has {self.head.checkpoint}, the tree has {self.edge.size} at {self.edge.root().hex()[:8]}…")
        stated = {seam.new.size: seam.new.root for seam, each in zip(self.head.seams, said["seams"]) if each["entry"] is not None}
        if stated != self.began:
            raise Wrong("its seams are not those of the book")
        yield f"{self.heads} heads"


def frames(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Kind and payload of each frame of a book."""
    while kind := file.read(1):
        length = length_at(file)
        if length > LARGEST:
            raise Wrong("a frame is larger than a frame may be")
        yield kind.decode("latin-1"), take(file, length)


def length_at(stream: BinaryIO) -> int:
    """The length that stands here."""
    return int.from_bytes(take(stream, 4), "big")


def take(stream: BinaryIO, count: int) -> bytes:
    """So many bytes."""
    data = stream.read(count)
    if len(data) < count:
        raise Wrong("the book breaks off")
    return data


def book(file: BinaryIO, reader: Reader) -> Steps:
    """A whole exported book."""
    reading = Book(reader)
    reading.read(file)
    for number in range(1, 12):
        if number in reading.wrong:
            raise Wrong(reading.wrong[number])
        yield reading.found.get(number, "")
    return f"This is the whole book up to {reading.head.carry()}. {reading.absent} values of it are erased or kept back."


DAMAGE = (OSError, ValueError, struct.error, RuntimeError, NotImplementedError, EOFError, LookupError, zipfile.BadZipFile, zlib.error)


class Bag:
    """The files of a bundle, by path: those of a folder, or of a ZIP with one folder at its top (§7)."""

    def __init__(self, where: Path | BinaryIO) -> None:
        found = list(files_of_folder(where) if isinstance(where, Path) else files_of_zip(where))
        self.files = dict(found)
        if len({unicodedata.normalize("NFC", name).casefold() for name in self.files}) != len(found) or len(found) > 100_000:
            raise Wrong("two files have the same path, or there are too many")
        for name in self.files:
            bad = unicodedata.normalize("NFC", name) != name or any(each in "\\:%" or unicodedata.category(each) == "Cc" for each in name)
            if bad or {"", ".", ".."} & set(name.split("/")):
                raise Wrong(f"a path is not plain: {name!r}")

    def read(self, name: str) -> bytes:
        """All of a small file."""
        if name not in self.files:
            raise Wrong(f"there is no {name}")
        with self.files[name]() as file:
            data: bytes = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Wrong(f"{name} is larger than it may be")
        return data

    def digest(self, name: str) -> str:
        """The SHA-256 of a file."""
        digest = hashlib.sha256()
        with self.files[name]() as file:
            for block in iter(lambda: file.read(2**20), b""):
                digest.update(block)
        return digest.hexdigest()

    def manifest(self, name: str) -> dict[str, str]:
        """What a manifest says: digest by path."""
        text = as_text(self.read(name))
        lines = [re.fullmatch("([0-9a-f]{64})  (.+)", line) for line in text.split("\n")[:-1]]
        said = [(line[2], line[1]) for line in lines if line]
        in_order([path for path, _ in said], f"the lines of {name}")
        if "".join(f"{digest}  {path}\n" for path, digest in said) != text:
            raise Wrong(f"{name} is not a list of digests and paths")
        return dict(said)


def files_of_folder(where: Path) -> Iterator[tuple[str, Any]]:
    """Path of each file, and what opens it."""
    for path in sorted(where.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise Wrong("the folder holds something that is neither a file nor a folder")
        if path.is_file():
            yield path.relative_to(where).as_posix(), functools.partial(path.open, "rb")


def files_of_zip(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Path of each file, and what opens it; refuses a ZIP that two programs could read differently (§7.5)."""
    size, zipped, end = file.seek(0, 2), zipfile.ZipFile(file), 0
    inside = sorted(zipped.infolist(), key=lambda info: info.header_offset)
    file.seek(max(size - 22, 0))
    last = file.read()
    if last[:4] + last[-2:] != b"PK\5\6\0\0" or zipped.comment or not inside or inside[0].header_offset:
        raise Wrong("the ZIP has something before its first file, or after its directory")
    if size > 2**33 or sum(info.file_size for info in inside) > 100 * size + 2**24:
        raise Wrong("the ZIP holds more than it may")
    for info in inside:
        file.seek(info.header_offset)
        sign, _, flags, method, _, _, *sizes, long, more = struct.unpack("<4s5H3L2H", take(file, 30))
        name = take(file, long).decode("utf-8" if flags & 0x800 else "cp437")
        if (sign, flags, method, name) != (b"PK\3\4", info.flag_bits, info.compress_type, info.orig_filename):
            raise Wrong("a file of the ZIP bears one name in front of its data and another in the directory")
        stated = zip(sizes, (info.CRC, info.compress_size, info.file_size))
        if not flags & 8 and any(here not in (there, 2**32 - 1) for here, there in stated):
            raise Wrong(f"{name} has one size in front of its data and another in the directory")
        if flags & 0x2041 or method not in (0, 8) or info.external_attr >> 28 not in (0, 4, 8):
            raise Wrong(f"{name} is encrypted, or neither stored nor deflated, or neither a file nor a folder")
        top, _, rest = name.partition("/")
        if info.header_offset < end or top != inside[0].orig_filename.partition("/")[0] or "/" not in name:
            raise Wrong("files of the ZIP lie over each other, or not in one folder at its top")
        end = info.header_offset + 30 + long + more + info.compress_size
        if not name.endswith("/"):
            yield rest, functools.partial(zipped.open, info)
    if end > zipped.start_dir:
        raise Wrong("a file of the ZIP reaches into its directory")


def bundle(where: Path | BinaryIO, reader: Reader) -> Steps:
    """A case file or a release: a bag whose every file is named, under a note that the register's release key signed."""
    try:
        bag = Bag(where)
        about, listed, tags = read_bundle(bag)
        yield f"{len(bag.files)} files"
        for name, digest in {**listed, **tags}.items():
            if bag.digest(name) != digest:
                raise Wrong(f"{name} is not the file that was put in")
        digest, register = bag.digest("tagmanifest-sha256.txt"), about["register"]
        yield f"bundle digest {digest}"
        yield check_bundle_note(bag, about, digest, reader)
        name = "kniha/bundle.kniha-proof"
        if name in bag.files and canonical(digest).decode() not in check_enclosed(bag, name, register, reader):
            raise Wrong("the entry that handed the bundle over names another bundle digest")
        yield "in the register" if name in bag.files else "not there yet"
        for name in about["proofs"]:
            check_enclosed(bag, name, register, reader)
        yield f"{len(about['proofs'])} proofs"
    except DAMAGE as damage:
        raise Wrong(f"the bundle cannot be read: {damage}") from None
    return f"{about['title']}: a {about['kind']} of {about['made_on']}, whole and unaltered, with the bundle digest {digest}."


def read_bundle(bag: Bag) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    """What a bundle says of itself, and its two manifests, which name just the files that are there (§7.1 to §7.3)."""
    listed, tags = bag.manifest("manifest-sha256.txt"), bag.manifest("tagmanifest-sha256.txt")
    about = read_json(bag.read("kniha/bundle.json"), "kniha/bundle.json")
    fit(about, {**BUNDLE, "format": re.compile("kniha-bundle/v1")}, "kniha/bundle.json")
    fit(about["previous"], object if about["previous"] is None else HASH, "the bundle before")
    in_order(about["proofs"], "the enclosed proofs")
    in_order(about["keys"], "the release keys")
    apart = {"tagmanifest-sha256.txt", "kniha/bundle.note", *({"kniha/bundle.kniha-proof"} & set(bag.files))}
    if sorted(bag.files) != sorted([*listed, *tags, *apart]) or any(name.startswith("data/") != (name in listed) for name in bag.files):
        raise Wrong("the manifests do not name just the files that are there")
    if not set(about["proofs"]) <= set(listed) or not about["keys"]:
        raise Wrong("an enclosed proof is not there, or no release key")
    if bag.read("bagit.txt") != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        raise Wrong("this is not a bag of BagIt 1.0")
    return about, listed, tags


def check_bundle_note(bag: Bag, about: dict[str, Any], digest: str, reader: Reader) -> str:
    """Refuse a note that is of another bundle, or not signed by release keys of the register (§7.4)."""
    note, keys = read_note(as_text(bag.read("kniha/bundle.note")), "kniha/bundle.note"), [read_key(text) for text in about["keys"]]
    if note.text != f"kniha-bundle/v1\n{about['kind']}\n{about['register']}\n{digest}\n":
        raise Wrong("the signed note is of another bundle")
    for key in keys:
        if key.kind != ED25519 or key.name != f"kniha/{about['register']}/release":
            raise Wrong(f"{key} is not a release key of this register")
        reader.compare(key, reader.release)
    if [line[:2] for line in note.lines] != [(key.name, key.id) for key in keys]:
        raise Wrong("the signature lines are not those of the keys")
    return "; ".join(map(str, check_signatures(note, keys)))


def check_enclosed(bag: Bag, name: str, register: str, reader: Reader) -> list[str]:
    """Refuse an enclosed proof that does not hold; give what its entries show as a bundle's digest."""
    data, held = bag.read(name), list[str]()
    try:
        held.extend(proof(data, reader))
    except Wrong as wrong:
        raise Wrong(f"{name}, step {len(held) + 1}: {wrong}") from None
    file = json.loads(data)
    if file["head"]["register"] != register:
        raise Wrong(f"{name} is of another register")
    return [shown["bytes"] for entry in file["entries"] for shown in entry["shown"] if shown["path"] == "bundle"]


# ── 8. The verdict ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

HEAD_STEPS = (
    "the tree head is signed by the log's keys",
    "the tree head is the register's",
    "where the log began again, its custodians stated what was lost",
    "each witness named has signed it",
    "each time-stamp over it holds",
)
WHOLE = "nothing was left out since"
STEPS = {
    proof: (
        *("the file has the form of a proof, and nothing besides", *HEAD_STEPS, "each entry is whole and names its place"),
        *("each shown value is the one committed", "each entry is in the tree", f"the record is what the shown values make, and {WHOLE}"),
    ),
    certificate: (
        *(
            "the file has the form of a certificate, and nothing besides",
            *HEAD_STEPS,
            "the entry is whole, and is the one that files a report",
        ),
        *("it shows the day and which report, as they were committed", "the entry is in the tree", WHOLE),
    ),
    heads: (
        "the file has the form of a pair of heads, and nothing besides",
        *(f"{which} head: {name}" for which in ("old", "new") for name in HEAD_STEPS),
        *("both are of one register", "between them entries were only added, or their loss was stated", WHOLE),
    ),
    book: (
        "the file has the form of a book, from its first frame to its last",
        *("each value is the one committed", "each entry stands in its place", *(f"every head: {name}" for name in HEAD_STEPS)),
        *("each head is that of the tree at its place", "no entry is dated back behind a head before it", WHOLE),
    ),
    bundle: (
        *("the bundle has its form, and holds the files that it names and no other", "each file is the one named"),
        *("the register's release key has signed it", "the register entered that it handed it over"),
        "each proof in it holds, and is of this register",
    ),
    checkpoint: (
        *("the file has the form of a checkpoint", "the tree head is signed by the log's keys that are given"),
        *("the tree head is of the log that these keys name", "where witnesses are given, one of them has signed it"),
    ),
    acknowledgement: (
        *("the file has the form of an acknowledgement, and nothing besides", "the log's key has granted the intake's key of a month"),
        *("the day is one of that month", "the intake's key has signed which envelope, and the day", WHOLE),
    ),
    bare_seam: ("the file has the form of a seam", "at least three of the register's custodians have signed it"),
}


def recognise(where: Path, file: BinaryIO) -> tuple[str, Any, Any]:
    """What kind of file this is, what checks it, and what that is given (files.md §1.2)."""
    start = file.read(14)
    file.seek(0)
    if where.is_dir() or start.startswith(b"PK\3\4"):
        return "bundle", bundle, where if where.is_dir() else file
    if start == BOOK:
        return "book", book, file
    data = file.read(LARGEST + 1)
    if start == b"kniha-seam/v1\n":
        return "seam", bare_seam, data
    if start.startswith(b"kniha/"):
        return "checkpoint", checkpoint, data
    for kind, check in (("proof", proof), ("certificate", certificate), ("heads", heads), ("acknowledgement", acknowledgement)):
        if start.startswith(b"{") and f'"format":"kniha-{kind}/v1"'.encode() in data:
            return kind, check, data
    raise NotChecked("this is no file of a kind known here")


def verify(name: str, reader: Reader) -> dict[str, Any]:
    """The verdict on one file, in the shape that --json prints (files.md §9)."""
    verdict: dict[str, Any] = {"file": name, "kind": "unknown", "holds": False, "status": 2, "steps": [], "open": [], "verdict": ""}
    where = Path(name)
    try:
        with io.BytesIO(sys.stdin.buffer.read() if name == "-" else b"") if name == "-" or where.is_dir() else where.open("rb") as file:
            verdict["kind"], check, given = recognise(where, file)
            verdict["steps"] = [
                {"number": n, "name": each, "outcome": "not reached", "detail": ""} for n, each in enumerate(STEPS[check], 1)
            ]
            walk(check(given, reader), reader, verdict)
    except OSError as error:
        verdict["verdict"] = f"This could not be read: {error.strerror}."
    except NotChecked as missing:
        verdict["verdict"] = f"This could not be checked: {missing}."
    verdict["open"] = list(dict.fromkeys(reader.open))
    return verdict


def walk(steps: Steps, reader: Reader, verdict: dict[str, Any]) -> None:
    """Go from step to step, to the end or to the first that is wrong."""
    step: dict[str, Any] = {}
    try:
        for step in verdict["steps"]:
            found = next(steps)
            step.update(outcome="not checked" if isinstance(found, Unchecked) else "holds", detail=found)
        next(steps)
    except NotChecked as missing:
        step.update(outcome="not checked", detail=str(missing))
        raise
    except Wrong as wrong:
        step.update(outcome="wrong", detail=str(wrong))
        verdict.update(status=1, verdict=f"This does not hold. Step {step['number']}: {wrong}.")
    except StopIteration as end:
        left = "; ".join(dict.fromkeys(reader.missing))
        words = f"This holds as far as it could be checked; what could not: {left}." if left else "This holds."
        verdict.update(status=2 if left else 0, holds=not left, verdict=f"{words} {end.value}")


def show(verdict: dict[str, Any]) -> None:
    """Print a verdict for people. Nothing that a file says can play with the terminal."""

    def write(words: str, indent: str = "  ") -> None:
        for line in words.split("\n"):
            clean = "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)
            print(textwrap.fill(clean, 120, initial_indent=indent, subsequent_indent=indent))

    write(f"{verdict['file']}: {verdict['kind']}", "")
    for step in verdict["steps"]:
        write(f"{step['number']}. {step['name']}: {step['outcome'].upper() if step['outcome'] == 'wrong' else step['outcome']}")
        if step["detail"]:
            write(step["detail"], "     ")
    write("\n" + verdict["verdict"])
    for words in verdict["open"] if verdict["status"] != 1 else ():
        write(f"open: {words}")
    print()


def read_keys(said: str) -> list[Key]:
    """The keys of an argument: a key, a register.json, or a file with a key at the end of each line."""
    if re.fullmatch("[^+]+[+][0-9a-f]{8}[+][A-Za-z0-9+/]+=*", said):
        return [read_key(said)]
    text = Path(said).read_text(encoding="utf-8")
    if text.startswith("{"):
        stated = json.loads(text)
        return [read_key(each) for use in ("checkpoint_keys", "custodian_keys", "release_keys") for each in stated.get(use, ())]
    return [read_key(line.split()[-1]) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def main() -> int:
    """Check the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE", help="what to check; - for standard input")
    many: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument("--key", **many, metavar="REGISTER.json|KEY", help="the register's description, or a key of it")
    parser.add_argument("--witness", **many, metavar="FILE|KEY", help="keys of witnesses")
    parser.add_argument("--authority", **many, metavar="ROOTS.pem", help="root certificates of time-stamping authorities")
    parser.add_argument("--json", action="store_true", help="the verdicts for machines")
    given = parser.parse_args()
    try:
        keys, witnesses = ([key for each in said for key in read_keys(each)] for said in (given.key, given.witness))
        roots = b"\n".join(Path(each).read_bytes() for each in given.authority)
    except (OSError, ValueError, LookupError, TypeError, Wrong) as error:
        parser.error(f"what is given cannot be read: {error}")  # ends with status 2
    verdicts = [verify(name, Reader(keys, witnesses, roots)) for name in given.files]
    if given.json:
        print(json.dumps(verdicts, indent=1))
    for verdict in verdicts if not given.json else ():
        show(verdict)
    statuses = {verdict["status"] for verdict in verdicts}
    return 1 if 1 in statuses else max(statuses)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal that lacks a letter still shows the rest
    sys.exit(main())
