"""Head evidence: a signed tree head with all that judges it, wherever a head leaves the house (docs/spec/files.md §2).

Its form, and how it is put together. Whether it holds, `kniha.ledger.verifying_heads` says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kniha.ledger.checkpoints import REGISTER_LENGTH
from kniha.ledger.file_forms import base64_bytes, base64_text, exactly, hexadecimal, items, one_of, sorted_texts, text
from kniha.ledger.keys import VerifierKey
from kniha.ledger.notes import Note, SignatureLine, parse_note
from kniha.ledger.seams import check_seam
from kniha.ledger.shown_entries import ShownEntry, in_order, parse_entry
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import BrokenError, MalformedError

RFC3161 = "rfc3161"
OPENTIMESTAMPS = "opentimestamps"

_KEYS = frozenset({"checkpoint", "custodians", "keys", "register", "seams", "stamps", "witnesses"})
_STAMP_KEYS = frozenset({"authority", "certificates", "crls", "kind", "reply"})
_SEAM_KEYS = frozenset({"entry", "note", "old_head"})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority of time gave, raw, and what judges it later: certificates and revocation lists in DER."""

    authority: str
    kind: str
    reply: bytes
    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class SeamEvidence:
    """A seam, the head that it cites, and its entry; None where that entry was itself lost."""

    note: str
    old_head: str
    entry: ShownEntry | None


@dataclass(frozen=True, slots=True)
class HeadEvidence:
    """What a file says of a head. Keys are texts still: nothing in it is believed, or even read, until it is verified."""

    register: bytes
    keys: tuple[str, ...]
    witnesses: tuple[str, ...]
    checkpoint: str
    stamps: tuple[Stamp, ...] = ()
    custodians: tuple[str, ...] = ()
    seams: tuple[SeamEvidence, ...] = ()

    def encode(self) -> JSON:
        """Return the evidence as it stands in a file."""
        return {
            "checkpoint": self.checkpoint,
            "custodians": self.custodians,
            "keys": self.keys,
            "register": self.register.hex(),
            "seams": [
                {"entry": seam.entry.encode() if seam.entry else None, "note": seam.note, "old_head": seam.old_head} for seam in self.seams
            ],
            "stamps": [_encode_stamp(stamp) for stamp in self.stamps],
            "witnesses": self.witnesses,
        }


def build_head(
    *,
    register: bytes,
    checkpoint: str,
    keys: Iterable[VerifierKey],
    cosignatures: Mapping[VerifierKey, SignatureLine] | None = None,
    stamps: Iterable[Stamp] = (),
    custodians: Sequence[VerifierKey] = (),
    seams: Iterable[SeamEvidence] = (),
) -> HeadEvidence:
    """Return the evidence of a head: `checkpoint` as the log signed it with `keys`, each witness's line by its key.

    Of `custodians` those who signed a seam are named. BrokenError where one of `keys` has not signed, or a seam does not hold.
    """
    logs = sorted(keys, key=lambda key: key.text)
    lines = cosignatures or {}
    witnesses = sorted(lines, key=lambda key: key.text)
    told = tuple(seams)
    signed = {key.text for seam in told for key in check_seam(seam.note, custodians)}
    return HeadEvidence(
        register=register,
        keys=tuple(key.text for key in logs),
        witnesses=tuple(key.text for key in witnesses),
        checkpoint=_under(checkpoint, logs, [lines[key] for key in witnesses]),
        stamps=tuple(sorted(stamps, key=_place)),
        custodians=tuple(sorted(signed)),
        seams=tuple(SeamEvidence(seam.note, seam.old_head, in_order(seam.entry) if seam.entry else None) for seam in told),
    )


def parse_head(found: JSON) -> HeadEvidence:
    """Return the evidence that stands in a file, or raise MalformedError (§1.3)."""
    said = exactly(found, _KEYS, "a head")
    stamps = tuple(_parse_stamp(stamp) for stamp in items(said["stamps"], "time-stamps"))
    if [_place(stamp) for stamp in stamps] != sorted({_place(stamp) for stamp in stamps}):
        raise MalformedError("time-stamps stand in the order of authority and kind, each pair once")
    return HeadEvidence(
        register=hexadecimal(said["register"], REGISTER_LENGTH),
        keys=sorted_texts(said["keys"], "the log's keys"),
        witnesses=sorted_texts(said["witnesses"], "witnesses' keys"),
        checkpoint=text(said["checkpoint"], "a checkpoint"),
        stamps=stamps,
        custodians=sorted_texts(said["custodians"], "custodians' keys"),
        seams=tuple(_parse_seam(seam) for seam in items(said["seams"], "seams")),
    )


def _under(checkpoint: str, keys: Sequence[VerifierKey], cosigned: Sequence[SignatureLine]) -> str:
    """The note with the lines of the log's own keys, and then of witnesses, alone."""
    note = parse_note(checkpoint)
    lines = {(line.name, line.key_id): line for line in note.lines}
    missing = [key for key in keys if (key.name, key.key_id) not in lines]
    if missing:
        raise BrokenError(f"the checkpoint is not signed by {missing[0].label}")
    return Note(note.text, (*(lines[key.name, key.key_id] for key in keys), *cosigned)).encode()


def _place(stamp: Stamp) -> tuple[str, str]:
    return stamp.authority, stamp.kind


def _encode_stamp(stamp: Stamp) -> JSON:
    return {
        "authority": stamp.authority,
        "certificates": [base64_text(each) for each in stamp.certificates],
        "crls": [base64_text(each) for each in stamp.crls],
        "kind": stamp.kind,
        "reply": base64_text(stamp.reply),
    }


def _parse_stamp(stamp: JSON) -> Stamp:
    said = exactly(stamp, _STAMP_KEYS, "a time-stamp")
    return Stamp(
        authority=text(said["authority"], "the name of an authority"),
        kind=one_of(said["kind"], (RFC3161, OPENTIMESTAMPS), "the kind of a time-stamp"),
        reply=base64_bytes(said["reply"], "a reply"),
        certificates=tuple(base64_bytes(each, "a certificate") for each in items(said["certificates"], "certificates")),
        crls=tuple(base64_bytes(each, "a revocation list") for each in items(said["crls"], "revocation lists")),
    )


def _parse_seam(seam: JSON) -> SeamEvidence:
    said = exactly(seam, _SEAM_KEYS, "a seam")
    entry = None if said["entry"] is None else parse_entry(said["entry"])
    return SeamEvidence(text(said["note"], "a seam's note"), text(said["old_head"], "an old head"), entry)
