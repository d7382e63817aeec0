"""The proof file: its form, and how one is built (docs/spec/files.md §3). Whether it holds, `kniha.ledger.verifying_proofs` says."""

from collections.abc import Sequence
from dataclasses import dataclass

from kniha.ledger.entries import check_row, parse_skeleton
from kniha.ledger.file_forms import exactly_two, hexadecimal, items, parse_file, text, with_digest
from kniha.ledger.head_evidence import HeadEvidence, parse_head
from kniha.ledger.records import Disclosed, check_about, record_of, title_of
from kniha.ledger.shown_entries import ShownEntry, in_order, parse_entry
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

FORMAT = "kniha-proof/v1"
SUFFIX = ".kniha-proof"

_KEYS = frozenset({"about", "digest", "entries", "format", "head", "record", "title"})
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class ProofFile:
    """What a proof file says. Nothing in it is believed until it is verified."""

    title: str
    about: tuple[str, str]
    head: HeadEvidence
    entries: tuple[ShownEntry, ...]
    record: JSON

    def encode(self) -> bytes:
        """Return the file's bytes, its digest computed anew."""
        return with_digest(
            {
                "about": self.about,
                "entries": [entry.encode() for entry in self.entries],
                "format": FORMAT,
                "head": self.head.encode(),
                "record": self.record,
                "title": self.title,
            }
        )


def build_proof(*, about: tuple[str, str], head: HeadEvidence, entries: Sequence[ShownEntry]) -> bytes:
    """Return the bytes of a proof file about the row `about`, with the values that `entries`, in the tree of `head`, show.

    Title and record follow from the values. Raises BrokenError where no entry changes `about`, or one has no such value.
    """
    check_row(*about)
    ordered = tuple(in_order(entry) for entry in sorted(entries, key=lambda entry: entry.index))
    disclosed = [Disclosed(parse_skeleton(entry.skeleton), entry.shown) for entry in ordered]
    check_about(about, disclosed)
    record = record_of(disclosed)
    return ProofFile(title_of(about, record), about, head, ordered, record).encode()


def parse_proof(data: bytes) -> ProofFile:
    """Return what the bytes of a proof file say, or raise MalformedError for any byte that is not as it must be (§1.3)."""
    found = parse_file(data, FORMAT, _KEYS)
    table, id_ = exactly_two(found["about"], "a table and an id")
    hexadecimal(id_, _ID_LENGTH)
    entries = tuple(parse_entry(entry) for entry in items(found["entries"], "entries"))
    if not entries or [entry.index for entry in entries] != sorted({entry.index for entry in entries}):
        raise MalformedError("the entries stand in the order of their index, each once, and there is at least one")
    return ProofFile(
        title=text(found["title"], "the title"),
        about=(table, id_),
        head=parse_head(found["head"]),
        entries=entries,
        record=found["record"],
    )
