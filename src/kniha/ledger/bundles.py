"""Bundles: case files and releases as closed BagIt bags under the register's release key (docs/spec/files.md §7).

Their form, and how one is built. Whether one holds, `kniha.ledger.verifying_bundles` says. Bytes come and go through `BundleFiles` and
`BundleTarget`: nothing here knows of folders.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, Literal, Protocol

from kniha.ledger.bundle_manifests import check_paths, encode_manifest
from kniha.ledger.checkpoints import REGISTER_LENGTH
from kniha.ledger.entries import HASH_LENGTH
from kniha.ledger.file_forms import day, hexadecimal, one_of, parse_file, sorted_texts, text
from kniha.ledger.keys import SigningKey
from kniha.ledger.notes import Note, sign_plain
from kniha.ledger.proof_file import SUFFIX as PROOF_SUFFIX
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import MalformedError

FORMAT = "kniha-bundle/v1"
PAYLOAD = "data/"
DECLARATION, MANIFEST, TAG_MANIFEST = "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
DESCRIPTION, NOTE, PROOF = "kniha/bundle.json", "kniha/bundle.note", "kniha/bundle.kniha-proof"
OURS = frozenset({DECLARATION, MANIFEST, TAG_MANIFEST, DESCRIPTION, NOTE, PROOF})
DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
"""RFC 8493 §2.1.1."""
CHUNK = 1 << 20

Kind = Literal["case-file", "release"]
KINDS: tuple[Kind, ...] = ("case-file", "release")
Opener = Callable[[], AbstractContextManager[BinaryIO]]
"""Opens a file for reading, from its beginning."""

_KEYS = frozenset({"format", "keys", "kind", "made_on", "previous", "proofs", "register", "title"})


class BundleFiles(Protocol):
    """A bundle as it lies there."""

    def paths(self) -> Iterable[str]:
        """Yield the path of every file below the bundle's top, as it stands there; BrokenError for what is neither file nor folder."""
        ...

    def open(self, path: str) -> AbstractContextManager[BinaryIO]:
        """Open one of these files; reading from it raises BrokenError or OSError where it cannot be read."""
        ...


class BundleTarget(Protocol):
    """Where a bundle is written."""

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write one file, which is not there yet."""
        ...


@dataclass(frozen=True, slots=True)
class Description:
    """What `kniha/bundle.json` says: `made_on` is a day, `previous` the bundle digest of the delivery before, `proofs` paths of proofs."""

    register: bytes
    kind: Kind
    title: str
    made_on: str
    keys: tuple[str, ...]
    proofs: tuple[str, ...]
    previous: bytes | None = None

    def encode(self) -> bytes:
        """Return the file's bytes."""
        return canonical(
            {
                "format": FORMAT,
                "keys": self.keys,
                "kind": self.kind,
                "made_on": self.made_on,
                "previous": self.previous.hex() if self.previous else None,
                "proofs": self.proofs,
                "register": self.register.hex(),
                "title": self.title,
            }
        )

    def note_text(self, digest: bytes) -> str:
        """Return the text that release keys sign, given the bundle digest (§7.4)."""
        return f"{FORMAT}\n{self.kind}\n{self.register.hex()}\n{digest.hex()}\n"


def describe(
    files: Iterable[str],
    *,
    register: bytes,
    kind: Kind,
    title: str,
    made_on: str,
    signers: Sequence[SigningKey],
    previous: bytes | None = None,
) -> Description:
    """Return the description of a bundle of these `files` that `signers` will sign; each `.kniha-proof` among them is an enclosed proof."""
    proofs = sorted(path for path in files if path.endswith(PROOF_SUFFIX))
    keys = sorted(signer.verifier().text for signer in signers)
    return Description(register, kind, title, day(made_on), tuple(keys), tuple(proofs), previous)


def build_bundle(target: BundleTarget, files: Mapping[str, Opener], description: Description, signers: Sequence[SigningKey]) -> bytes:
    """Write a bundle of `files`, by their paths in it, those of the payload below `data/`; return its digest, 32 bytes.

    The same files and words make the same bytes. Raises MalformedError for a path that a bundle cannot have.
    """
    if taken := OURS & files.keys():
        raise MalformedError(f"{min(taken)} is written by the builder")
    check_paths((*files, *OURS))
    writing = _Writing(target)
    for path in sorted(files):
        with files[path]() as stream:
            writing.write(path, iter(lambda: stream.read(CHUNK), b""))
    writing.write(DECLARATION, (DECLARED,))
    writing.write(DESCRIPTION, (description.encode(),))
    writing.write(MANIFEST, (writing.manifest(is_payload=True),))
    tag_manifest = writing.manifest(is_payload=False)
    target.write(TAG_MANIFEST, (tag_manifest,))
    digest = sha256(tag_manifest).digest()
    text = description.note_text(digest)
    ordered = sorted(signers, key=lambda signer: signer.verifier().text)
    target.write(NOTE, (Note(text, tuple(sign_plain(signer, text) for signer in ordered)).encode().encode(),))
    return digest


def parse_description(data: bytes) -> Description:
    """Return what the bytes of `kniha/bundle.json` say, or raise MalformedError (§7.3)."""
    found = parse_file(data, FORMAT, _KEYS)
    keys = sorted_texts(found["keys"], "release keys")
    if not keys:
        raise MalformedError("a bundle has at least one release key")
    return Description(
        register=hexadecimal(found["register"], REGISTER_LENGTH),
        kind=one_of(found["kind"], KINDS, "the kind of a bundle"),
        title=text(found["title"], "a title"),
        made_on=day(found["made_on"]),
        keys=keys,
        proofs=sorted_texts(found["proofs"], "paths of proofs"),
        previous=None if found["previous"] is None else hexadecimal(found["previous"], HASH_LENGTH),
    )


@dataclass(slots=True)
class _Writing:
    """What was written so far, by digest."""

    target: BundleTarget
    digests: dict[str, bytes] = field(default_factory=dict)

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        digest = sha256()

        def hashed() -> Iterator[bytes]:
            for piece in pieces:
                digest.update(piece)
                yield piece

        self.target.write(path, hashed())
        self.digests[path] = digest.digest()

    def manifest(self, *, is_payload: bool) -> bytes:
        return encode_manifest({path: each for path, each in self.digests.items() if path.startswith(PAYLOAD) == is_payload})
