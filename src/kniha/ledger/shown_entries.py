"""An entry as far as a file shows it: its form, and how it is held against a tree head (docs/spec/files.md §1.4)."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from kniha.ledger.checkpoints import Checkpoint
from kniha.ledger.entries import SALT_LENGTH, Skeleton, Value, check_count, commitment, leaf_data, parse_skeleton
from kniha.ledger.file_forms import exactly, hashes, hexadecimal, items, text
from kniha.ledger.proofs import check_inclusion
from kniha.ledger.records import Disclosed
from kniha.ledger.tree import leaf_hash
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError

_ENTRY_KEYS = frozenset({"commitments", "inclusion", "index", "shown", "skeleton"})
_VALUE_KEYS = frozenset({"bytes", "path", "salt"})


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """Skeleton and all commitments of one entry, the values shown, the hashes that lead to the root."""

    index: int
    skeleton: bytes
    commitments: tuple[bytes, ...]
    shown: tuple[Value, ...]
    inclusion: tuple[bytes, ...]

    def encode(self) -> JSON:
        """Return the entry as it stands in a file."""
        return {
            "commitments": [each.hex() for each in self.commitments],
            "inclusion": [each.hex() for each in self.inclusion],
            "index": self.index,
            "shown": [{"bytes": value.data.decode(), "path": value.path, "salt": value.salt.hex()} for value in self.shown],
            "skeleton": self.skeleton.decode(),
        }


def parse_entry(entry: JSON) -> ShownEntry:
    """Return the entry that stands in a file, or raise MalformedError (§1.3)."""
    found = exactly(entry, _ENTRY_KEYS, "an entry")
    index = found["index"]
    if type(index) is not int or index < 0:
        raise MalformedError("an entry's index is an integer from 0")
    return ShownEntry(
        index=index,
        skeleton=text(found["skeleton"], "a skeleton").encode(),
        commitments=hashes(found["commitments"], "commitments"),
        shown=tuple(_parse_value(value) for value in items(found["shown"], "shown values")),
        inclusion=hashes(found["inclusion"], "the hashes of an inclusion proof"),
    )


def in_order(entry: ShownEntry) -> ShownEntry:
    """Return `entry` with its shown values in the order of its paths; BrokenError where it has no such value."""
    place = _places(_whole(entry))
    for value in entry.shown:
        if value.path not in place:
            raise BrokenError(f"entry {entry.index} has no value '{value.path}'")
    return replace(entry, shown=tuple(sorted(entry.shown, key=lambda value: place[value.path])))


def check_whole(entry: ShownEntry) -> Disclosed:
    """Check that skeleton, index and number of commitments fit each other (§1.4); return what the entry shows."""
    try:
        skeleton = _whole(entry)
    except MalformedError as error:
        raise BrokenError(f"the skeleton of entry {entry.index} is not whole: {error}") from error
    if skeleton.seq != entry.index:
        raise BrokenError(f"the file gives entry {entry.index}, but its skeleton says {skeleton.seq}")
    return Disclosed(skeleton, entry.shown)


def check_values(entry: ShownEntry, skeleton: Skeleton) -> None:
    """Check that each shown value is the one committed at its path's place, in their order and each once (§1.4)."""
    places, last = _places(skeleton), -1
    for value in entry.shown:
        place = places.get(value.path)
        if place is None:
            raise BrokenError(f"entry {entry.index} has no value '{value.path}'")
        if place <= last:
            raise BrokenError(f"value '{value.path}' of entry {entry.index} is shown twice or out of order")
        if commitment(value.salt, value.path, value.data) != entry.commitments[place]:
            raise BrokenError(f"value '{value.path}' of entry {entry.index} is not the one committed")
        last = place


def check_in_tree(entry: ShownEntry, head: Checkpoint) -> None:
    """Check that leaf hash and inclusion proof lead to the root of `head` (§1.4)."""
    try:
        leaf = leaf_hash(leaf_data(entry.skeleton, entry.commitments))
        check_inclusion(leaf_hash=leaf, index=entry.index, size=head.size, proof=entry.inclusion, root=head.root)
    except KnihaError as error:
        raise BrokenError(f"entry {entry.index} is not in the tree: {error}") from error


def check_shows(entry: ShownEntry, paths: Collection[str]) -> None:
    """Raise BrokenError unless exactly the values at `paths` are shown."""
    if sorted(value.path for value in entry.shown) != sorted(paths):
        raise BrokenError(f"entry {entry.index} shows other values than {', '.join(sorted(paths))}")


def _whole(entry: ShownEntry) -> Skeleton:
    leaf_data(entry.skeleton, entry.commitments)  # refuses what is too large, before anything is read out of it
    skeleton = parse_skeleton(entry.skeleton)
    check_count(skeleton, entry.commitments)
    return skeleton


def _places(skeleton: Skeleton) -> dict[str, int]:
    return {path: place for place, path in enumerate(skeleton.paths)}


def _parse_value(value: JSON) -> Value:
    found = exactly(value, _VALUE_KEYS, "a shown value")
    return Value(text(found["path"], "a path"), hexadecimal(found["salt"], SALT_LENGTH), text(found["bytes"], "a value").encode())
