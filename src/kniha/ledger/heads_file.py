"""A pair of heads: that nothing was changed between them, or that the log signed two pasts (docs/spec/files.md §5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from kniha.ledger.file_forms import hashes, parse_file, with_digest
from kniha.ledger.head_evidence import HeadEvidence, parse_head

FORMAT = "kniha-heads/v1"
SUFFIX = ".kniha-heads"

_KEYS = frozenset({"consistency", "digest", "format", "new", "old"})


@dataclass(frozen=True, slots=True)
class HeadsFile:
    """What a pair of heads says. Nothing in it is believed until it is verified."""

    old: HeadEvidence
    new: HeadEvidence
    consistency: tuple[bytes, ...]


def build_heads(*, old: HeadEvidence, new: HeadEvidence, consistency: Sequence[bytes]) -> bytes:
    """Return the bytes of a pair; `consistency` is the proof between the two (RFC 9162 §2.1.4.1), empty where there can be none (§5)."""
    return with_digest({"consistency": [each.hex() for each in consistency], "format": FORMAT, "new": new.encode(), "old": old.encode()})


def parse_heads(data: bytes) -> HeadsFile:
    """Return what the bytes of a pair say, or raise MalformedError for any byte that is not as it must be (§1.3)."""
    found = parse_file(data, FORMAT, _KEYS)
    return HeadsFile(parse_head(found["old"]), parse_head(found["new"]), hashes(found["consistency"], "the hashes of a consistency proof"))
