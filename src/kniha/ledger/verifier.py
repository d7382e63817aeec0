"""The verifier: what kind a file is, by its bytes, and its verdict (docs/spec/files.md §1.2).

Needs nothing but the bytes and what the reader gives. Each kind's steps stand in a `verifying_…` module.
"""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from kniha.ledger import acknowledgement_file, book_file, bundle_zips, certificate_file, heads_file, proof_file, seams
from kniha.ledger.bundle_zips import ZipFiles
from kniha.ledger.checkpoints import ORIGIN_PREFIX
from kniha.ledger.file_forms import LARGEST_FILE
from kniha.ledger.given import Given
from kniha.ledger.verdicts import Verdict, unread
from kniha.ledger.verifying_acknowledgements import verify_acknowledgement
from kniha.ledger.verifying_books import verify_book
from kniha.ledger.verifying_bundles import verify_bundle
from kniha.ledger.verifying_certificates import verify_certificate
from kniha.ledger.verifying_notes import verify_checkpoint, verify_seam
from kniha.ledger.verifying_pairs import verify_heads
from kniha.ledger.verifying_proofs import verify_proof

Verify = Callable[[bytes, Given], Verdict]

_JSON: Mapping[str, tuple[str, Verify]] = {
    proof_file.FORMAT: ("proof", verify_proof),
    certificate_file.FORMAT: ("certificate", verify_certificate),
    heads_file.FORMAT: ("heads", verify_heads),
    acknowledgement_file.FORMAT: ("acknowledgement", verify_acknowledgement),
}
_NOTES: Mapping[bytes, tuple[str, Verify]] = {
    f"{seams.FORMAT}\n".encode(): ("seam", verify_seam),
    ORIGIN_PREFIX.encode(): ("checkpoint", verify_checkpoint),
}
_LONGEST_BEGINNING = 16


def verify_file(stream: BinaryIO, given: Given) -> tuple[str, Verdict]:
    """Return what kind the file in `stream` is, and its verdict; only a ZIP is sought in. Raises what reading raises, and nothing else."""
    begun = stream.read(_LONGEST_BEGINNING)
    if begun.startswith(bundle_zips.MAGIC):
        return "bundle", verify_bundle(ZipFiles(stream), given) if stream.seekable() else unread("a ZIP is read from a file alone")
    if begun.startswith(book_file.MAGIC):
        return "book", verify_book(stream, given, begun=begun)
    data = begun + stream.read(LARGEST_FILE)
    kind, verify = _kind_of(data)
    return kind, verify(data, given)


def _kind_of(data: bytes) -> tuple[str, Verify]:
    for beginning, known in _NOTES.items():
        if data.startswith(beginning):
            return known
    if data.startswith(b"{"):
        for form, known in _JSON.items():
            if f'"format":"{form}"'.encode() in data:
                return known
    return "unknown", lambda _data, _given: unread("this is no file of a kind that is known here")
