"""How the files of the corpus are made: with the builders of `kniha.ledger`, and, for the bad ones, by editing what those made."""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from tools.corpus_world import CASE, INCIDENT, RELEASE, SHOWN, Log, story

from kniha.ledger.book_file import Book, write_book
from kniha.ledger.bundle_zips import zip_target
from kniha.ledger.bundles import PROOF, build_bundle, describe
from kniha.ledger.certificate_file import build_certificate
from kniha.ledger.head_evidence import HeadEvidence
from kniha.ledger.heads_file import build_heads
from kniha.ledger.keys import SigningKey
from kniha.ledger.proof_file import build_proof
from kniha.vocab.canonical import canonical

Edit = Callable[[Any], object]
"""Alters what a JSON file says. Any: it may say anything."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What `verify.py` says instead where openssl does not know ML-DSA-44, and why."""

    status: int
    step: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """A file of the corpus (a folder, where it is files by path); what is given with it; the exit status; the step that is wrong."""

    name: str
    data: bytes | Mapping[str, bytes]
    status: int = 0
    step: int | None = None
    given: tuple[str, ...] = ("key",)
    otherwise: Otherwise | None = None


UNWITNESSED = Otherwise(2, None, "no witness's Ed25519 signature makes up for the ML-DSA-44 signature that this openssl does not know")


def wrong(step: int, name: str, data: bytes | Mapping[str, bytes], *given: str, otherwise: Otherwise | None = None) -> Case:
    """Return a bad file, found wrong in `step`."""
    return Case(name, data, 1, step, given or ("key",), otherwise)


def proof(
    log: Log, head: HeadEvidence, shown: Mapping[int, Iterable[str]] = SHOWN, about: tuple[str, str] = ("incident", INCIDENT)
) -> bytes:
    """Return the proof of chosen values under `head`, the newest of `log`."""
    return build_proof(about=about, head=head, entries=[log.entry(seq, paths) for seq, paths in shown.items()])


def certificate(log: Log, head: HeadEvidence) -> bytes:
    """Return the certificate of the report."""
    return build_certificate(entry=log.entry(1, ("day", "certificate")), head=head)


def pair(old: HeadEvidence, new: HeadEvidence, consistency: Iterable[bytes] = ()) -> bytes:
    """Return a pair of heads."""
    return build_heads(old=old, new=new, consistency=tuple(consistency))


def grown(log: Log, size: int) -> bytes:
    """Return the pair of the head of `size` entries and the newest of one log."""
    return pair(log.evidence(size), log.evidence(), log.consistency(size))


def book(
    log: Log, heads: Sequence[tuple[int, HeadEvidence]], *, shows_values: bool = True, erased: Iterable[tuple[int, str]] = ()
) -> bytes:
    """Return the exported book of `log` with these heads, by size; `erased` values are named by index and path."""
    out = io.BytesIO()
    write_book(out, Book(log.register, len(log.entries), "all" if shows_values else "none"), log.stored(erased), heads)
    return out.getvalue()


def heads(log: Log, *sizes: int) -> list[tuple[int, HeadEvidence]]:
    """Return the heads of these sizes and the newest; only the newest is witnessed."""
    newest = len(log.entries)
    return [*((size, log.evidence(size, witnesses=())) for size in sizes), (newest, log.evidence())]


@dataclass(frozen=True, slots=True)
class _Into:
    """Takes the files of a bundle."""

    files: dict[str, bytes]

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Take one."""
        self.files[path] = b"".join(pieces)


def bundle(files: Mapping[str, bytes], *, signer: SigningKey = RELEASE, is_release: bool = False) -> dict[str, bytes]:
    """Return the files of a bundle of `files`."""
    described = describe(
        files,
        register=story().register,
        kind="release" if is_release else "case-file",
        title="Case file CF-2026-7",
        made_on="2026-03-02",
        signers=(signer,),
    )
    made: dict[str, bytes] = {}
    build_bundle(_Into(made), {path: partial(_open, data) for path, data in files.items()}, described, (signer,))
    return made


def handed_over(files: Mapping[str, bytes], *, digest: bytes | None = None, by: Log | None = None) -> dict[str, bytes]:
    """Return the files of a bundle with the proof that `by` handed it over, or one of another `digest`."""
    log, stated = by or story(), digest or sha256(files["tagmanifest-sha256.txt"]).digest()
    log.enter("casefile.handed_over", [("insert", "case_file", CASE, {"number": "CF-2026-7"})], bundle=stated.hex())
    shown = {len(log.entries) - 1: ("day", "bundle", "0/number")}
    return {**files, PROOF: proof(log, log.evidence(), shown, ("case_file", CASE))}


def zipped(files: Mapping[str, bytes], top: str = "CF-2026-7") -> bytes:
    """Return a bundle's files as a ZIP."""
    out = io.BytesIO()
    with zip_target(out, top) as target:
        for path, data in sorted(files.items()):
            target.write(path, (data,))
    return out.getvalue()


def case_files() -> dict[str, bytes]:
    """Return what a case file holds: a statement, a list, the proof of an incident."""
    log = story()
    return {
        "data/exhibits.csv": b"number,title\n1,photograph of the shop\n",
        "data/proofs/KN-2026-48213.kniha-proof": proof(log, log.evidence()),
        "data/statement-1.txt": "Мяне затрымалі каля крамы, потым білі ў машыне.\n".encode(),
    }


def altered(data: bytes, *edits: Edit) -> bytes:
    """Return a JSON file after `edits`, in canonical form again: the work of one who edits it with a program."""
    said = json.loads(data)
    for edit in edits:
        edit(said)
    return canonical(said)


def closed(data: bytes, *edits: Edit) -> bytes:
    """Return a JSON file after `edits`, with its digest made again: the work of one who has read the text."""
    said = json.loads(altered(data, *edits))
    said["digest"] = sha256(canonical({key: value for key, value in said.items() if key != "digest"})).hexdigest()
    return canonical(said)


def _open(data: bytes) -> closing[io.BytesIO]:
    return closing(io.BytesIO(data))
