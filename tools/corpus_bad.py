"""The bad files of the corpus, each with one defect and named for it: proofs and certificates here, the rest in the modules beside."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from tools.corpus_acknowledgements import bad_acknowledgements
from tools.corpus_bad_books import bad_books
from tools.corpus_bad_bundles import bad_bundles
from tools.corpus_bad_heads import bad_heads
from tools.corpus_bad_seams import bad_seams
from tools.corpus_files import Case, altered, certificate, closed, proof, wrong
from tools.corpus_world import ACT, INCIDENT, OTHER_INCIDENT, Log, story

from kniha.ledger import tree
from kniha.ledger.certificate_file import CertificateFile
from kniha.ledger.entries import commitment

LOG = story()
HEAD = LOG.evidence()
PROOF = proof(LOG, HEAD, {3: ("day", "0/number", "1/victims"), 5: ("day", "0/victims")})
CERTIFICATE = certificate(LOG, HEAD)


def bad() -> Iterator[Case]:
    """Yield every bad file."""
    yield from _forms()
    yield from _entries()
    yield from _records()
    yield from _certificates()
    yield from bad_heads()
    yield from bad_seams()
    yield from bad_books()
    yield from bad_bundles()
    yield from bad_acknowledgements()


def _forms() -> Iterator[Case]:
    """Step 1. What a file says stays the same, and is written in another way; so that a digest does not find it."""
    numbers = PROOF.replace(b'"index":3,', b'"index":3.0,')
    escaped = PROOF.replace(b'"beating"', b'"beat\\u0069ng"').replace(b'"KN-2026-48213"', b'"KN\\u002d2026-48213"')
    yield wrong(1, "file-with-a-blank-more.kniha-proof", PROOF.replace(b'"format":', b'"format": ').replace(b'": "', b'":"') + b"\n")
    yield wrong(1, "file-with-a-key-twice.kniha-proof", PROOF[:-1] + b',"title":"KN-2026-48213"}')
    yield wrong(1, "file-with-a-key-more.kniha-proof", closed(PROOF, lambda said: said.update(note="checked by a notary")))
    yield wrong(1, "file-with-a-number-as-a-fraction.kniha-proof", numbers)
    yield wrong(1, "file-with-a-letter-written-as-a-code.kniha-proof", escaped)
    yield wrong(1, "file-cut-short.kniha-proof", PROOF[: len(PROOF) * 2 // 3])
    yield wrong(1, "file-that-is-not-utf-8.kniha-proof", PROOF.replace(b'"day"', b'"d\xe1y"'))
    yield wrong(1, "digits-in-upper-case.kniha-proof", closed(PROOF, _upper))
    yield wrong(1, "salt-too-short.kniha-proof", closed(PROOF, lambda said: said["entries"][0]["shown"][0].update(salt="00" * 15)))
    yield wrong(1, "index-that-is-true.kniha-proof", closed(PROOF, lambda said: said["entries"][0].update(index=True)))
    yield wrong(1, "entries-out-of-order.kniha-proof", closed(PROOF, lambda said: said["entries"].reverse()))
    yield wrong(1, "entry-twice.kniha-proof", closed(PROOF, lambda said: said["entries"].insert(0, said["entries"][0])))
    yield wrong(1, "no-entry-at-all.kniha-proof", closed(PROOF, lambda said: said.update(entries=[], record=[])))
    yield Case("format-of-a-later-version.kniha-proof", closed(PROOF, lambda said: said.update(format="kniha-proof/v2")), 2)
    yield Case("photograph.kniha-proof", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", 2)


def _upper(said: Any) -> None:
    said["entries"][0]["inclusion"][0] = said["entries"][0]["inclusion"][0].upper()


def _entries() -> Iterator[Case]:
    """Steps 7 to 9, by one who makes the digest again."""

    def edited(step: int, name: str, *edits: Any) -> Case:
        return wrong(step, f"{name}.kniha-proof", closed(PROOF, *edits))

    def entry(said: Any, **changed: object) -> None:
        said["entries"][1].update(changed)

    def bones(said: Any, old: str, new: str) -> None:
        entry(said, skeleton=said["entries"][1]["skeleton"].replace(old, new))

    def value(said: Any, number: int, place: int, **changed: object) -> None:
        said["entries"][number]["shown"][place].update(changed)

    def recommitted(said: Any) -> None:
        shown = said["entries"][1]["shown"][1]
        shown["bytes"] = "9"
        said["entries"][1]["commitments"][5] = commitment(bytes.fromhex(shown["salt"]), shown["path"], b"9").hex()

    other = [each.hex() for each in tree.inclusion_proof(6, 8, LOG.read)]
    yield edited(7, "seq-of-another-entry", lambda said: bones(said, '"seq":5', '"seq":6'))
    yield edited(7, "skeleton-with-a-blank", lambda said: bones(said, '"seq":5', '"seq": 5'))
    yield edited(7, "skeleton-without-its-schema", lambda said: bones(said, '"schema":1,', ""))
    yield edited(7, "skeleton-with-paths-out-of-order", lambda said: bones(said, '"at","day"', '"day","at"'))
    yield edited(7, "commitment-missing", lambda said: said["entries"][1]["commitments"].pop())
    yield edited(8, "value-edited", lambda said: value(said, 1, 1, bytes="9"), lambda said: said["record"][0][2].update(victims=9))
    yield edited(8, "value-with-another-salt", lambda said: value(said, 1, 1, salt="00" * 16))
    yield edited(8, "value-moved-to-another-path", lambda said: value(said, 0, 2, path="1/kind"))
    yield edited(8, "value-of-a-path-that-is-not-there", lambda said: value(said, 0, 0, path="reason"))
    yield edited(8, "values-of-two-entries-swapped", _swap_values)
    yield edited(8, "values-out-of-order", lambda said: said["entries"][0]["shown"].reverse())
    yield edited(8, "commitments-of-two-values-swapped", lambda said: said["entries"][1]["commitments"].reverse())
    yield edited(9, "value-and-its-commitment-edited", recommitted, lambda said: said["record"][0][2].update(victims=9))
    yield edited(9, "action-renamed", lambda said: bones(said, "act.corrected", "act.confirmed"))
    yield edited(9, "row-of-another-incident", lambda said: said["entries"][0].update(skeleton=_renamed(said)))
    yield edited(9, "inclusion-of-another-leaf", lambda said: entry(said, inclusion=other))
    yield edited(9, "inclusion-with-a-hash-less", lambda said: said["entries"][1]["inclusion"].pop())
    yield edited(9, "inclusion-with-a-hash-more", lambda said: said["entries"][1]["inclusion"].append("00" * 32))
    yield edited(9, "entry-beyond-the-end-of-the-tree", _beyond)


def _swap_values(said: Any) -> None:
    one, two = said["entries"]
    one["shown"], two["shown"] = two["shown"], one["shown"]


def _renamed(said: Any) -> str:
    return str(said["entries"][0]["skeleton"]).replace(INCIDENT, OTHER_INCIDENT)


def _beyond(said: Any) -> None:
    entry = said["entries"][1]
    entry.update(index=8, skeleton=entry["skeleton"].replace('"seq":5', '"seq":8'))


def _records() -> Iterator[Case]:
    """Step 10."""

    def edited(name: str, *edits: Any) -> Case:
        return wrong(10, f"{name}.kniha-proof", closed(PROOF, *edits))

    yield edited("record-edited", lambda said: said["record"][0][2].update(victims=9))
    yield edited("record-with-a-row-more", lambda said: said["record"].append(["unit", ACT, {"name": "x"}]))
    yield edited("record-that-is-empty", lambda said: said.update(record=[]))
    yield edited("record-that-says-2-as-text", lambda said: said["record"][0][2].update(victims="2"))
    yield edited("title-of-another-incident", lambda said: said.update(title="KN-2026-11111"))
    yield edited("about-a-row-that-no-entry-changes", lambda said: said.update(about=["incident", OTHER_INCIDENT]))
    yield edited("about-another-row-than-the-title", lambda said: said.update(about=["act", ACT]))
    left_out = altered(PROOF, lambda said: said["entries"][0]["shown"].pop(0))
    yield wrong(10, "value-left-out-under-the-old-digest.kniha-proof", left_out)
    yield wrong(10, "digest-of-another-file.kniha-proof", altered(PROOF, lambda said: said.update(digest=sha256(PROOF).hexdigest())))
    twice = story()
    twice.enter("incident.opened", [("insert", "incident", INCIDENT, {"number": "KN-2026-48213", "state": "draft"})])
    shows = {3: ("day", "0/number"), 8: ("day", "0/number")}
    yield wrong(10, "row-inserted-twice.kniha-proof", _forced(twice, shows))
    twice = story()
    twice.enter("act.withdrawn", [("delete", "act", ACT, {"victims": 0})])
    yield wrong(10, "deleted-row-that-shows-a-field.kniha-proof", _forced(twice, {3: ("day", "0/number", "1/kind"), 8: ("0/victims",)}))


def _forced(log: Log, shown: Mapping[int, tuple[str, ...]]) -> bytes:
    """Return a proof of entries that no builder would put together: those of one that it does, and then the others."""
    first = min(shown)
    made = proof(log, log.evidence(), {first: shown[first]})
    others = [log.entry(seq, paths).encode() for seq, paths in shown.items() if seq != first]
    return closed(made, lambda said: said["entries"].extend(json.loads(json.dumps(others))))


def _certificates() -> Iterator[Case]:
    def showing(index: int, *paths: str) -> bytes:
        return CertificateFile(LOG.entry(index, paths), HEAD).encode()

    def payload(said: Any) -> None:
        shown = said["entry"]["shown"][1]
        shown["bytes"] = shown["bytes"].replace('"payload":"', '"payload":"00')[:-4] + '"}'

    yield wrong(7, "certificate-of-an-entry-that-files-no-report.kniha-certificate", showing(2, "day"))
    yield wrong(8, "certificate-that-shows-the-text-too.kniha-certificate", showing(1, "day", "certificate", "0/text"))
    yield wrong(8, "certificate-without-its-day.kniha-certificate", showing(1, "certificate"))
    yield wrong(8, "certificate-of-another-payload.kniha-certificate", closed(CERTIFICATE, payload))
    yield wrong(9, "certificate-of-another-tree.kniha-certificate", _of_another_tree())
    yield wrong(10, "certificate-under-the-old-digest.kniha-certificate", altered(CERTIFICATE, lambda said: said.update(digest="00" * 32)))


def _of_another_tree() -> bytes:
    """The entry as it would be, had the report come a day later; under a head that does not hold it."""
    later = story()
    later.entries.clear()
    later.nodes.clear()
    later.enter("register.founded")
    later.enter(
        "report.received", day="2026-03-03", role="courier", certificate={"ed25519": "a2V5", "mldsa44": "a2V5", "payload": "00" * 32}
    )
    return CertificateFile(later.entry(1, ("day", "certificate")), HEAD).encode()
