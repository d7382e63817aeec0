"""The certificate: in a reporter's own hands, that their report was in the register by a day (docs/spec/files.md §4, entry.md §6)."""

from dataclasses import dataclass

from kniha.ledger.entries import parse_skeleton
from kniha.ledger.file_forms import exactly, parse_file, text, with_digest
from kniha.ledger.head_evidence import HeadEvidence, parse_head
from kniha.ledger.shown_entries import ShownEntry, check_shows, in_order, parse_entry
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import BrokenError

FORMAT = "kniha-certificate/v1"
SUFFIX = ".kniha-certificate"
RECEIVED = "report.received"
SHOWN = ("day", "certificate")

_KEYS = frozenset({"digest", "entry", "format", "head"})
_REPORT_KEYS = frozenset({"ed25519", "mldsa44", "payload"})


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """What a certificate says. Nothing in it is believed until it is verified."""

    entry: ShownEntry
    head: HeadEvidence

    def encode(self) -> bytes:
        """Return the file's bytes, its digest computed anew."""
        return with_digest({"entry": self.entry.encode(), "format": FORMAT, "head": self.head.encode()})


@dataclass(frozen=True, slots=True)
class CertifiedReport:
    """Which report: its keys (base64) and the digest of its payload (hexadecimal), as the reporter's device made them."""

    ed25519: str
    mldsa44: str
    payload: str


def build_certificate(*, entry: ShownEntry, head: HeadEvidence) -> bytes:
    """Return the certificate of the report that `entry`, in the tree of `head`, filed; BrokenError for any other entry."""
    if parse_skeleton(entry.skeleton).action != RECEIVED:
        raise BrokenError(f"entry {entry.index} files no report")
    check_shows(entry, SHOWN)
    return CertificateFile(in_order(entry), head).encode()


def parse_certificate(data: bytes) -> CertificateFile:
    """Return what the bytes of a certificate say, or raise MalformedError for any byte that is not as it must be (§1.3)."""
    found = parse_file(data, FORMAT, _KEYS)
    return CertificateFile(parse_entry(found["entry"]), parse_head(found["head"]))


def parse_report(value: JSON) -> CertifiedReport:
    """Return which report the value `certificate` of an entry names (entry.md §6), or raise MalformedError."""
    found = exactly(value, _REPORT_KEYS, "a certified report")
    return CertifiedReport(**{name: text(each, name) for name, each in found.items()})
