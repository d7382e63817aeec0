"""Write tests/vectors/ledger.json: trees, proofs, keys, notes, heads, seams and records, for whoever implements docs/spec/ledger.md anew.

Each good value stands beside bad ones with the reason why they are refused. Everything follows from the constants below: the same bytes
come out each time, for nothing in it is signed with ML-DSA-44, whose messages stand here instead. docs/spec/vectors.md says what is what.
"""

import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, cosigned_message, origin_of, sign_checkpoint, timed_text
from kniha.ledger.cosignatures import cosign
from kniha.ledger.entries import Skeleton, Value
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, SignatureLine, parse_note, sign_plain
from kniha.ledger.records import Disclosed, record_of
from kniha.ledger.seams import Seam, custodian_name, sign_seam
from kniha.vocab.canonical import JSON, canonical

VECTORS = Path(__file__).parents[1] / "tests/vectors/ledger.json"
REGISTER = bytes(range(32))
AT = 1_772_438_400
SIZES = (0, 1, 2, 3, 4, 5, 7, 8, 13, 64, 65)
INCLUDED = ((0, 1), (0, 2), (1, 2), (2, 3), (4, 5), (3, 7), (6, 7), (0, 8), (7, 8), (12, 13), (31, 64), (64, 65))
GROWN = ((1, 1), (1, 2), (2, 3), (3, 4), (4, 8), (5, 7), (6, 8), (7, 13), (8, 13), (64, 65), (63, 65))
_ROW = "0" * 31


def vectors() -> JSON:
    """Return what the file holds."""
    return {
        "about": "docs/spec/vectors.md; written by tools/ledger_vectors.py",
        "register": REGISTER.hex(),
        "trees": _trees(),
        "keys": _keys(),
        "notes": _notes(),
        "heads": _heads(),
        "seams": _seams(),
        "records": _records(),
    }


def _trees() -> JSON:
    leaves = [tree.leaf_hash(str(number).encode()) for number in range(max(SIZES))]
    nodes = {(node.level, node.index): node.hash for node in tree.append_many(0, leaves, lambda level, index: nodes[level, index])}

    def read(level: int, index: int) -> bytes:
        return nodes[level, index]

    return {
        "leaves": 'leaf n is the leaf hash of n in decimal: SHA-256(0x00 ‖ "0"), SHA-256(0x00 ‖ "1"), …',
        "roots": {str(size): tree.root(size, read).hex() for size in SIZES},
        "inclusion": [{"index": index, "size": size, "proof": _hex(tree.inclusion_proof(index, size, read))} for index, size in INCLUDED],
        "consistency": [{"old": old, "new": new, "proof": _hex(tree.consistency_proof(old, new, read))} for old, new in GROWN],
    }


def _key(name: str, algorithm: Algorithm) -> SigningKey:
    return SigningKey(name, algorithm, bytes([algorithm.value]) * 32)


LOG = _key(origin_of(REGISTER), Algorithm.ED25519)
WITNESS = _key("witness.example/archive", Algorithm.ED25519_COSIGNATURE)
CUSTODIANS = tuple(SigningKey(custodian_name(REGISTER, number), Algorithm.ED25519, bytes([number]) * 32) for number in range(1, 5))


def _keys() -> JSON:
    good = [key.verifier() for key in (LOG, _key(LOG.name, Algorithm.MLDSA44), WITNESS, CUSTODIANS[0])]
    name, label, public = good[0].text.split("+", 2)
    bad = {
        "the id is another's": f"{name}+00000000+{public}",
        "the id is in upper case": f"{name}+{label.upper()}+{public}",
        "the type 02 is not known here": f"{name}+{label}+Ag{public[2:]}",
        "the key is cut short": f"{name}+{label}+{public[:-4]}",
        "the base64 has a stray bit": f"{name}+{label}+{public[:-1]}{chr(ord(public[-1]) + 1)}",
        "the name has a blank": f"a b+{label}+{public}",
        "the name is empty": f"+{label}+{public}",
        "there is no key": f"{name}+{label}",
    }
    return {
        "good": [
            {"text": key.text, "type": key.algorithm.value, "public": key.public.hex(), "fingerprint": key.fingerprint} for key in good
        ],
        "bad": _bad(bad),
    }


def _notes() -> JSON:
    text = "Кніга\n\nan empty line may stand in a text\n"
    line, strange = sign_plain(LOG, text), sign_plain(CUSTODIANS[0], text)
    forged = SignatureLine(line.name, line.key_id, bytes(64))
    note = Note(text, (line,)).encode()
    bad = {
        "no signature": f"{text}\n",
        "no empty line": note.replace("\n\n—", "\n—"),
        "a blank at the end of a line": f"{note[:-1]} \n",
        "no line end at the end": note[:-1],
        "another dash": note.replace("— ", "- "),
        "a carriage return": note.replace("\n", "\r\n"),
        "65 signatures": Note(text, (line,)).encode() + line.encode() * 64,
        "the signature is false": Note(text, (forged,)).encode(),
        "a true signature and a false one": Note(text, (line, forged)).encode(),
        "none of the given keys signed": Note(text, (strange,)).encode(),
        "the text was altered": note.replace("may", "can"),
    }
    return {
        "key": LOG.verifier().text,
        "good": [{"note": each, "text": text} for each in (note, Note(text, (strange, line)).encode())],
        "bad": _bad(bad),
    }


def _heads() -> JSON:
    head = Checkpoint(LOG.name, 7, sha256(b"root").digest())
    note = sign_checkpoint(head, (LOG,), at=AT)
    cosigned = Note(head.text, (*parse_note(note).lines, cosign(head, WITNESS, at=AT))).encode()
    lines = head.text.split("\n")

    def stating(*text: str) -> str:
        return "\n".join([*text, ""])

    bad = {
        "a line more": stating(*lines[:3], "more"),
        "a line less": stating(*lines[:2]),
        "a leading zero": stating(lines[0], "07", lines[2]),
        "a negative size": stating(lines[0], "-7", lines[2]),
        "a size of 2⁶³": stating(lines[0], str(2**63), lines[2]),
        "a root cut short": stating(lines[0], lines[1], lines[2][4:]),
        "an origin with a blank": stating("kniha /0", *lines[1:3]),
    }
    return {
        "origins": [origin_of(REGISTER, generation) for generation in (0, 1, 12)],
        "text": head.text,
        "note": note,
        "witness": WITNESS.verifier().text,
        "time": AT,
        "cosigned": cosigned,
        "signed_by_ed25519": head.text.encode().hex(),
        "signed_by_ed25519_cosignature": timed_text(AT, head).encode().hex(),
        "signed_by_mldsa44": cosigned_message(LOG.name, AT, head).hex(),
        "bad": _bad(bad),
    }


def _seams() -> JSON:
    first, second = origin_of(REGISTER), origin_of(REGISTER, 1)
    seam = Seam(REGISTER, first, 12, sha256(b"old").digest(), second, 7, sha256(b"restored").digest())
    lines = seam.text.split("\n")

    def stating(place: int, written: str) -> str:
        text = "\n".join([*lines[:place], written, *lines[place + 1 :]])
        return Note(text, tuple(sign_plain(key, text) for key in CUSTODIANS[:3])).encode()

    two = sign_seam(seam, CUSTODIANS[:2])
    bad = {
        "two custodians": two,
        "one custodian three times": Note(seam.text, parse_note(two).lines[:1] * 3).encode(),
        "another version": stating(0, "kniha-seam/v2"),
        "another register": stating(1, "00" * 32),
        "an old origin of another generation": stating(2, second),
        "a new origin that skips one": stating(5, f"{first}/2"),
        "nothing lost": stating(6, "12"),
        "nothing restored": stating(6, "0"),
        "another number lost": stating(8, "4"),
    }
    return {
        "custodians": [key.verifier().text for key in CUSTODIANS],
        "text": seam.text,
        "good": [sign_seam(seam, CUSTODIANS[:3]), sign_seam(seam, CUSTODIANS)],
        "bad": _bad(bad),
    }


def _records() -> JSON:
    one, two = f"{_ROW}1", f"{_ROW}2"
    opened = (("insert", "incident", one), ("insert", "act", two))
    stories: dict[str, list[tuple[tuple[tuple[str, str, str], ...], dict[str, JSON]]]] = {
        "inserted, then updated": [(opened, {"0/state": "draft", "1/victims": 1}), ((("update", "act", two),), {"0/victims": 2})],
        "updated, and never shown inserted": [((("update", "act", two),), {"0/victims": 2})],
        "deleted at last": [(opened, {"0/state": "draft", "1/victims": 1}), ((("delete", "act", two),), {})],
        "nothing of it shown": [(opened, {"day": "2026-03-02"})],
        "changed twice in one entry": [((("insert", "act", two), ("update", "act", two)), {"0/victims": 1, "1/victims": 2})],
    }
    return [
        {
            "story": story,
            "entries": [{"changes": changes, "shown": shown} for changes, shown in entries],
            "record": record_of([_disclosed(seq, *entry) for seq, entry in enumerate(entries)]),
        }
        for story, entries in stories.items()
    ]


def _disclosed(seq: int, changes: Sequence[tuple[str, str, str]], shown: dict[str, JSON]) -> Disclosed:
    paths = ("at", "day", "registrar", "role", *(path for path in shown if "/" in path))
    values = tuple(Value(path, bytes(16), canonical(value)) for path, value in shown.items())
    return Disclosed(Skeleton("incident.changed", tuple(changes), (), paths, 1, seq), values)


def _bad(told: dict[str, str]) -> JSON:
    return [{"why": why, "said": said} for why, said in told.items()]


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def text() -> str:
    """Return the file as it is written."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8")
    print(f"wrote {VECTORS.name}", file=sys.stderr)
