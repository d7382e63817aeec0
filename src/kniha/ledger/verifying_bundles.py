"""Whether a case file or a release holds: its five steps (docs/spec/files.md §7). Nothing is unpacked; files are read piece by piece."""

from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from kniha.ledger.bundle_manifests import MOST_FILES, check_paths, parse_manifest
from kniha.ledger.bundles import (
    CHUNK,
    DECLARATION,
    DECLARED,
    DESCRIPTION,
    MANIFEST,
    NOTE,
    PAYLOAD,
    PROOF,
    TAG_MANIFEST,
    BundleFiles,
    Description,
    parse_description,
)
from kniha.ledger.file_forms import LARGEST_FILE
from kniha.ledger.given import Given
from kniha.ledger.keys import Algorithm, VerifierKey, parse_verifier_key
from kniha.ledger.notes import check_note, parse_note
from kniha.ledger.proof_file import parse_proof
from kniha.ledger.proofs import short
from kniha.ledger.records import read_value
from kniha.ledger.registers import release_name
from kniha.ledger.verdicts import Found, Held, Verdict, Walk, judge
from kniha.ledger.verifying_proofs import verify_proof
from kniha.ledger.wording import counted, this_holds
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError

STEPS = (
    "the bundle has its form, and holds the files that it names and no other",
    "each file is the one named",
    "the register's release key has signed it",
    "the register entered that it handed it over",
    "each proof in it holds, and is of this register",
)
_SHOWN = "bundle"


def verify_bundle(files: BundleFiles, given: Given) -> Verdict:
    """Judge the files of a bundle."""
    return judge(STEPS, lambda: _walk(files, given))


@dataclass(frozen=True, slots=True)
class _Bundle:
    """A bundle whose form held."""

    description: Description
    digests: dict[str, bytes]
    digest: bytes
    is_proven: bool


def _walk(files: BundleFiles, given: Given) -> Walk:
    # (1) a closed world                                                        docs/spec/files.md §7
    bundle = _read_bundle(files)
    described = bundle.description
    yield Held(f"{counted(len(bundle.digests), 'file')}; {described.kind} of {described.made_on}: {described.title}")

    # (2) each digest
    for path, digest in bundle.digests.items():
        if _digest(files, path) != digest:
            raise BrokenError(f"{path} is not the file that the manifest names")
    yield Held(f"bundle digest {bundle.digest.hex()}")

    # (3) the note
    keys = _check_note(files, bundle)
    given.check_releases(keys)
    yield Held(", ".join(f"{key.kind} key {key.key_id.hex()}" for key in keys), () if given.releases else (_whose(keys),))

    # (4) the bundle's own proof
    yield _check_handed_over(files, bundle, given)

    # (5) the proofs in it
    open_points = tuple(point for path in described.proofs for point in _check_proof(_read(files, path), path, described, given))
    yield Held(counted(len(described.proofs), "proof"), open_points)
    return Found(
        f"{this_holds(given.releases)} It is what the register released on {described.made_on}, complete: "
        f"{counted(len(bundle.digests), 'file')}, bundle digest {short(bundle.digest)}. It does not say that what the files tell is true."
    )


def _read_bundle(files: BundleFiles) -> _Bundle:
    paths = frozenset(_listed(files))
    if _small(files, paths, DECLARATION) != DECLARED:
        raise MalformedError(f"{DECLARATION} does not declare BagIt 1.0 in UTF-8")
    manifest = _small(files, paths, TAG_MANIFEST)
    payload, tags = parse_manifest(_small(files, paths, MANIFEST)), parse_manifest(manifest)
    apart = {TAG_MANIFEST, NOTE, PROOF}
    if not all(path.startswith(PAYLOAD) for path in payload) or any(path.startswith(PAYLOAD) or path in apart for path in tags):
        raise BrokenError("a manifest names a file that has no place in it")
    _check_closed(paths, {*payload, *tags, TAG_MANIFEST, NOTE, *({PROOF} & paths)})
    description = parse_description(_small(files, paths, DESCRIPTION))
    if strange := sorted(set(description.proofs) - paths):
        raise BrokenError(f"the enclosed proof {strange[0]} is missing")
    return _Bundle(description, payload | tags, sha256(manifest).digest(), PROOF in paths)


def _listed(files: BundleFiles) -> list[str]:
    paths = list(islice(files.paths(), MOST_FILES + 1))
    check_paths(paths)
    return paths


def _check_closed(paths: frozenset[str], named: set[str]) -> None:
    if missing := sorted(named - paths):
        raise BrokenError(f"{missing[0]} is named, and is missing")
    if strange := sorted(paths - named):
        raise BrokenError(f"{strange[0]} is there, and is not named")


def _check_note(files: BundleFiles, bundle: _Bundle) -> tuple[VerifierKey, ...]:
    keys = tuple(parse_verifier_key(text) for text in bundle.description.keys)
    for key in keys:
        if key.name != release_name(bundle.description.register) or key.algorithm is not Algorithm.ED25519:
            raise BrokenError(f"{key.label} is not a release key of register {bundle.description.register.hex()}")
    try:
        note = parse_note(_read(files, NOTE).decode())
    except UnicodeDecodeError as error:
        raise MalformedError("a signed note is text in UTF-8") from error
    if note.text != bundle.description.note_text(bundle.digest):
        raise BrokenError("the note is of another bundle")
    if [(line.name, line.key_id) for line in note.lines] != [(key.name, key.key_id) for key in keys] or check_note(note, keys) != keys:
        raise BrokenError("the signatures under the note are not those of the keys named, one each in their order")
    return keys


def _check_handed_over(files: BundleFiles, bundle: _Bundle, given: Given) -> Held:
    if not bundle.is_proven:
        return Held("not there yet", (f"that the register entered it: the bundle comes without {PROOF}",))
    data = _read(files, PROOF)
    left = _check_proof(data, PROOF, bundle.description, given)
    for entry in parse_proof(data).entries:
        for value in entry.shown:
            if value.path == _SHOWN and read_value(value, entry.index) == bundle.digest.hex():
                return Held(f"entry {entry.index}", left)
    raise BrokenError(f"{PROOF} does not show that this bundle was handed over")


def _check_proof(data: bytes, path: str, description: Description, given: Given) -> tuple[str, ...]:
    """Check one proof in the bundle; return what it leaves open."""
    verdict = verify_proof(data, given)
    if not verdict.holds:
        raise BrokenError(f"{path}: {verdict.words}")
    if parse_proof(data).head.register != description.register:
        raise BrokenError(f"{path} is of another register")
    return verdict.open


def _whose(keys: tuple[VerifierKey, ...]) -> str:
    fingerprints = ", ".join(key.fingerprint for key in keys)
    return f"whose the release key is. Compare its fingerprint with the one that the register publishes: {fingerprints}"


def _digest(files: BundleFiles, path: str) -> bytes:
    digest = sha256()
    with files.open(path) as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.digest()


def _small(files: BundleFiles, paths: frozenset[str], path: str) -> bytes:
    if path not in paths:
        raise BrokenError(f"{path} is missing")
    return _read(files, path)


def _read(files: BundleFiles, path: str) -> bytes:
    with files.open(path) as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise TooLargeError(f"{path} is at most {LARGEST_FILE >> 20} MiB")
    return data
