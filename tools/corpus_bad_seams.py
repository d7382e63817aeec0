"""Bad seams, and pairs of heads that cannot both be true."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tools.corpus_bad_heads import FEW, ROW
from tools.corpus_files import Case, Edit, altered, closed, grown, pair, proof, wrong
from tools.corpus_world import ANOTHER_REGISTER, CUSTODIANS, REGISTER, Log, moment, seed, story

from kniha.ledger.checkpoints import sign_checkpoint
from kniha.ledger.head_evidence import HeadEvidence, SeamEvidence
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, SignatureLine, parse_note, sign_plain
from kniha.ledger.seams import custodian_name

OLD = story()
NEW = OLD.begun_anew(6)
NEW.enter("statement.read")


def bad_seams() -> Iterator[Case]:
    """Yield files with bad seams, and bad pairs."""
    yield from _signers()
    yield from _heads_and_entries()
    yield from _notes()
    yield from _pairs()
    yield from _pairs_over_seams()


def _under(log: Log, head: HeadEvidence | None = None) -> bytes:
    return proof(log, head or log.evidence(), FEW, ROW)


def _unlooked(log: Log, seams: Sequence[SeamEvidence], custodians: Sequence[SigningKey] = CUSTODIANS[:3]) -> bytes:
    """Return a proof under evidence that no builder would make: it is given together as it is."""
    bare = replace(log, seams=()).evidence(custodians=())
    texts = tuple(sorted(key.verifier().text for key in custodians))
    return _under(log, replace(bare, custodians=texts, seams=tuple(seams)))


def _begun(lines: Sequence[SignatureLine], custodians: Sequence[SigningKey]) -> bytes:
    """Return a proof after a seam that is signed by `lines`, entered by a register that does not look."""
    note, old_head, _ = NEW.seams[0]
    seam = Note(parse_note(note).text, tuple(lines)).encode()
    log = _entered(seam, old_head)
    return _unlooked(log, [SeamEvidence(seam, old_head, log.entry(6, ("seam", "old_head")))], custodians)


def _entered(seam: str, old_head: str, action: str = "log.restarted") -> Log:
    """Return the restored log with this seam entered."""
    log = OLD.restored(6)
    log.enter(action, role="custodian", seam=seam, old_head=old_head)
    return replace(log, generation=1, seams=((seam, old_head, 6),))


def _signers() -> Iterator[Case]:
    """Step 4: three custodians."""
    text = parse_note(NEW.seams[0][0]).text
    lines = [sign_plain(key, text) for key in CUSTODIANS]
    strangers = tuple(SigningKey(custodian_name(REGISTER, n), Algorithm.ED25519, seed(f"stranger {n}")) for n in (1, 2, 3))
    same = tuple(SigningKey(custodian_name(REGISTER, n), Algorithm.ED25519, CUSTODIANS[0].seed) for n in (1, 2, 3))
    again = tuple(SigningKey(CUSTODIANS[0].name, Algorithm.ED25519, seed(f"custodian 1, key {n}")) for n in (1, 2, 3))
    releases = tuple(SigningKey(f"kniha/{REGISTER.hex()}/release", Algorithm.ED25519, seed(f"release {n}")) for n in (1, 2, 3))
    forged = replace(lines[2], signature=bytes([lines[2].signature[0] ^ 1]) + lines[2].signature[1:])
    cases = {
        "seam-signed-by-two": (lines[:2], CUSTODIANS[:2]),
        "seam-signed-by-one-three-times": ([lines[0]] * 3, CUSTODIANS[:1]),
        "seam-signed-by-one-custodian-under-three-names": ([sign_plain(key, text) for key in same], same),
        "seam-signed-by-one-custodian-with-three-keys": ([sign_plain(key, text) for key in again], again),
        "seam-signed-by-strangers": ([sign_plain(key, text) for key in strangers], strangers),
        "seam-signed-with-release-keys": ([sign_plain(key, text) for key in releases], releases),
        "seam-with-a-forged-signature-among-four": ([lines[0], lines[1], forged, lines[3]], CUSTODIANS[:4]),
        "seam-with-a-custodian-named-who-did-not-sign": (lines[:3], CUSTODIANS[:4]),
    }
    for name, (signed, named) in cases.items():
        yield wrong(4, f"{name}.kniha-proof", _begun(signed, named))


def _stated(**falsified: Any) -> bytes:
    """Return a proof after a seam that states what is not so; whoever reads its text cannot see it, but who holds the old head can."""
    return _under(OLD.begun_anew(6, **falsified))


def _heads_and_entries() -> Iterator[Case]:
    """Step 4: what the seam cites, and the entry by which it is in the tree."""
    good, (note, old_head, _) = NEW.evidence(), NEW.seams[0]
    said = good.seams[0]
    forger = story(owner="forger")
    smaller = sign_checkpoint(OLD.head(7), OLD.keys, at=moment(7))
    seen = story()
    seen.enter("statement.read")
    lonely = Note(parse_note(old_head).text, parse_note(old_head).lines[:1]).encode()

    def with_seam(**changed: Any) -> bytes:
        return _under(NEW, replace(good, seams=(replace(said, **changed),)))

    third = NEW.begun_anew(7)
    yield wrong(4, "seam-that-cites-another-old-root.kniha-proof", _stated(old_root=seen.head().root))
    yield wrong(4, "seam-with-an-old-head-of-another-size.kniha-proof", with_seam(old_head=smaller))
    yield wrong(4, "seam-with-an-old-head-signed-by-a-forger.kniha-proof", with_seam(old_head=forger.signed()))
    yield wrong(4, "seam-with-an-old-head-signed-with-ed25519-alone.kniha-proof", with_seam(old_head=lonely))
    yield wrong(4, "seam-without-its-entry.kniha-proof", with_seam(entry=None))
    yield wrong(4, "seam-with-another-entry.kniha-proof", with_seam(entry=NEW.entry(5, ("day",))))
    yield wrong(4, "seam-whose-entry-shows-the-day-too.kniha-proof", with_seam(entry=NEW.entry(6, ("day", "seam", "old_head"))))
    yield wrong(4, "seam-whose-entry-shows-no-old-head.kniha-proof", with_seam(entry=NEW.entry(6, ("seam",))))
    other = _entered(note, old_head, "statement.read")
    yield wrong(4, "seam-whose-entry-has-another-action.kniha-proof", _under(other))
    elsewhere = _entered(OLD.begun_anew(6, signers=CUSTODIANS[2:]).seams[0][0], old_head)
    unlike = replace(elsewhere, seams=((note, old_head, 6),))
    yield wrong(4, "seam-whose-entry-holds-the-same-text-under-other-signatures.kniha-proof", _under(unlike))
    skipped = replace(third.evidence(), seams=(third.evidence().seams[1],))
    yield wrong(3, "seam-of-the-generation-before-left-out.kniha-proof", _under(third, skipped))
    doubled = replace(third.evidence(), seams=(third.evidence().seams[1],) * 2)
    yield wrong(4, "seam-given-twice-in-place-of-the-one-before.kniha-proof", _under(third, doubled))
    later = NEW.begun_anew(5)
    forgotten = _entered_after(later)
    yield wrong(4, "seam-lost-by-a-later-one-that-does-not-name-it.kniha-proof", forgotten)


def _entered_after(later: Log) -> bytes:
    """Return a proof after a second restore whose entry leaves the first seam out, which was lost with it."""
    note, old_head, _ = later.seams[1]
    log = NEW.restored(5)
    log.enter("log.restarted", role="custodian", seam=note, old_head=old_head)
    return _under(replace(log, generation=2, seams=(*NEW.seams, (note, old_head, 5))))


def _notes() -> Iterator[Case]:
    """Seams and checkpoints by themselves."""
    note = NEW.seams[0][0]
    parsed = parse_note(note)
    forged = replace(parsed.lines[1], signature=bytes(64))
    lines = parsed.text.split("\n")

    def stating(place: int, written: str) -> bytes:
        text = "\n".join([*lines[:place], written, *lines[place + 1 :]])
        return Note(text, tuple(sign_plain(key, text) for key in CUSTODIANS[:3])).encode().encode()

    contradictions = {
        "of-a-later-version": (0, "kniha-seam/v2"),
        "of-two-registers": (1, ANOTHER_REGISTER.hex()),
        "that-states-a-smaller-loss": (8, "1"),
        "that-loses-nothing": (3, "6"),
        "that-restores-nothing": (6, "0"),
        "that-skips-a-generation": (5, f"kniha/{REGISTER.hex()}/2"),
        "with-a-root-cut-short": (4, lines[4][:-4]),
    }
    for name, (place, written) in contradictions.items():
        made = stating(place, written)
        yield Case(f"seam-{name}.kniha-seam", made, 2) if place == 0 else wrong(1, f"seam-{name}.kniha-seam", made)
    yield wrong(1, "seam-without-signatures.kniha-seam", parsed.text.encode())
    yield wrong(2, "seam-signed-by-two.kniha-seam", Note(parsed.text, parsed.lines[:2]).encode().encode())
    yield wrong(2, "seam-with-a-forged-signature.kniha-seam", Note(parsed.text, (*parsed.lines, forged)).encode().encode())
    signed = OLD.signed()
    yield wrong(1, "checkpoint-with-a-line-more.checkpoint", signed.replace("\n\n", "\nmore\n\n", 1).encode())
    yield wrong(2, "checkpoint-of-another-size.checkpoint", signed.replace("\n8\n", "\n9\n", 1).encode())
    yield wrong(2, "checkpoint-of-a-forger.checkpoint", story(owner="forger").signed().encode())
    yield wrong(4, "checkpoint-without-the-witness-given.checkpoint", signed.encode(), "key", "witness")


def _pairs() -> Iterator[Case]:
    """Steps 12 to 14, and which of two heads is wrong."""
    good = grown(OLD, 5)

    def edited(step: int, name: str, *edits: Edit) -> Case:
        return wrong(step, f"{name}.kniha-heads", closed(good, *edits))

    other = _other_past()
    another = story(register=ANOTHER_REGISTER)
    forged = replace(OLD.evidence(5), checkpoint=OLD.evidence(5).checkpoint.replace("\n5\n", "\n4\n", 1))
    yield wrong(13, "heads-of-two-pasts.kniha-heads", pair(OLD.evidence(), other.evidence()))
    yield wrong(13, "heads-of-two-pasts-of-different-size.kniha-heads", pair(OLD.evidence(5), other.evidence(), other.consistency(5)))
    yield wrong(13, "heads-of-which-the-new-is-smaller.kniha-heads", pair(OLD.evidence(), OLD.evidence(5), OLD.consistency(5)))
    yield wrong(13, "heads-of-one-size-with-a-proof.kniha-heads", pair(OLD.evidence(), OLD.evidence(), OLD.consistency(5)))
    yield edited(13, "consistency-with-a-hash-less", lambda said: said["consistency"].pop())
    yield edited(13, "consistency-with-a-hash-more", lambda said: said["consistency"].append("00" * 32))
    yield edited(13, "consistency-with-a-hash-edited", lambda said: said["consistency"].__setitem__(0, "00" * 32))
    yield edited(13, "consistency-left-out", lambda said: said.update(consistency=[]))
    yield wrong(14, "heads-under-the-old-digest.kniha-heads", altered(good, lambda said: said.update(digest="00" * 32)))
    of_two = pair(another.evidence(5, custodians=()), OLD.evidence(), OLD.consistency(5))
    yield Case("heads-of-two-registers.kniha-heads", of_two, 1, 12, ())
    yield wrong(2, "heads-of-which-the-old-was-edited.kniha-heads", pair(forged, OLD.evidence(), OLD.consistency(5)))
    yield wrong(7, "heads-of-which-the-new-was-edited.kniha-heads", pair(OLD.evidence(4), forged, OLD.consistency(4)))


def _other_past() -> Log:
    """The same register, with another second entry: a second past under the same keys."""
    other = Log()
    other.enter("register.founded", role="custodian")
    for number in range(2, 9):
        other.enter("statement.read", reason=f"{number}")
    return other


def _pairs_over_seams() -> Iterator[Case]:
    """Step 13 over a seam: the custodians say what was lost; the old head may contradict them."""
    grown_since = story()
    grown_since.enter("statement.read")
    second = _other_past()
    yield wrong(13, "heads-over-a-seam-that-cites-a-smaller-head.kniha-heads", pair(grown_since.evidence(), NEW.evidence()))
    yield wrong(13, "heads-over-a-seam-that-cites-another-past.kniha-heads", pair(second.evidence(), NEW.evidence()))
    yield wrong(13, "heads-back-over-a-seam.kniha-heads", pair(NEW.evidence(), OLD.evidence()))
    yield wrong(13, "heads-over-a-seam-with-a-proof-of-what-was-lost.kniha-heads", pair(OLD.evidence(), NEW.evidence(), NEW.consistency(5)))
    yield wrong(13, "heads-over-a-seam-of-another-tree.kniha-heads", pair(second.evidence(5), NEW.evidence(), NEW.consistency(5)))
    unlike = OLD.begun_anew(7)
    yield wrong(13, "heads-with-two-seams-after-one-generation.kniha-heads", pair(NEW.evidence(), unlike.evidence(), unlike.consistency(7)))
