"""Bad heads: signatures of the log, witnesses, stamps of time. Each in a proof whose entries and digest are right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tools.corpus_files import Case, Otherwise, closed, proof, wrong
from tools.corpus_good import PENDING
from tools.corpus_world import (
    ACCOUNT,
    ANOTHER_REGISTER,
    ARCHIVE,
    FOUNDED,
    NORTH,
    SOCIETY,
    SOUTH,
    STRANGER,
    Log,
    authority,
    injected,
    listing,
    log_keys,
    moment,
    purposeless,
    stamp,
    story,
)

from kniha.ledger.checkpoints import Checkpoint, sign_checkpoint
from kniha.ledger.cosignatures import cosign
from kniha.ledger.head_evidence import HeadEvidence, Stamp
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, SignatureLine, parse_note, sign_plain
from kniha.ledger.opentimestamps import proof_of
from kniha.ledger.timestamp_statements import Stated
from kniha.ledger.timestamps import imprint_of
from kniha.runs.demonstration.authority import POLICY, Signer, appoint, sign_reply

LOG = story()
HEAD = LOG.evidence()
OVER, AT = imprint_of(LOG.signed(), LOG.verifiers), moment(8)
FEW, ROW = {2: ("day", "0/kind")}, ("account", ACCOUNT)  # the smallest proof: what it says is right, its head is not
UNSEEN = "this openssl does not know ML-DSA-44; the register's and a witness's Ed25519 signatures hold, which the text takes for enough"


def bad_heads() -> Iterator[Case]:
    """Yield proofs under bad heads."""
    yield from _signatures()
    yield from _owners()
    yield from _witnesses()
    yield from _stamps()
    yield from _revoked()


def _under(head: HeadEvidence, log: Log = LOG) -> bytes:
    return proof(log, head, FEW, ROW)


def _relined(head: HeadEvidence, lines: Sequence[SignatureLine]) -> HeadEvidence:
    return replace(head, checkpoint=Note(parse_note(head.checkpoint).text, tuple(lines)).encode())


def _signatures() -> Iterator[Case]:
    """Step 2: who signed."""
    mldsa44, ed25519, witness = parse_note(HEAD.checkpoint).lines  # in the order of the keys' text
    forged = [replace(line, signature=line.signature[:-1] + bytes([line.signature[-1] ^ 1])) for line in (mldsa44, ed25519)]
    dated = replace(mldsa44, signature=(AT - 86_400).to_bytes(8, "big") + mldsa44.signature[8:])
    one, two = HEAD.keys
    smaller = HEAD.checkpoint.replace("\n8\n", "\n7\n", 1)
    root = LOG.head(7).text.split("\n")[2]
    another = HEAD.checkpoint.replace(HEAD.checkpoint.split("\n")[2], root)
    alone = _relined(replace(HEAD, keys=(two,)), (ed25519, witness))
    cases = {
        "head-signed-with-ed25519-alone": alone,
        "head-signed-with-mldsa44-alone": _relined(replace(HEAD, keys=(one,)), (mldsa44, witness)),
        "head-signed-by-witnesses-alone": _relined(replace(HEAD, keys=()), (witness,)),
        "ed25519-signature-forged": _relined(HEAD, (mldsa44, forged[1], witness)),
        "ed25519-signature-too-short": _relined(HEAD, (mldsa44, replace(ed25519, signature=ed25519.signature[:-1]), witness)),
        "mldsa44-signature-too-short": _relined(HEAD, (replace(mldsa44, signature=mldsa44.signature[:-1]), ed25519, witness)),
        "head-of-another-size": replace(HEAD, checkpoint=smaller),
        "head-of-another-root": replace(HEAD, checkpoint=another),
        "head-with-a-line-more": replace(HEAD, checkpoint=HEAD.checkpoint.replace("\n\n", "\nchecked by a notary\n\n", 1)),
        "head-with-its-size-written-otherwise": replace(HEAD, checkpoint=HEAD.checkpoint.replace("\n8\n", "\n08\n", 1)),
        "signature-lines-swapped": _relined(HEAD, (ed25519, mldsa44, witness)),
        "signature-line-twice": _relined(HEAD, (mldsa44, ed25519, ed25519, witness)),
        "signature-line-of-nobody-named": replace(HEAD, witnesses=()),
        "witness-named-who-did-not-sign": _relined(HEAD, (mldsa44, ed25519)),
        "key-with-an-id-that-is-not-its-own": replace(HEAD, keys=(one, two.replace(f"+{ed25519.key_id.hex()}+", "+ffffffff+"))),
        "key-of-an-unknown-kind": replace(HEAD, keys=(one, _of_kind_2(two))),
    }
    for name, head in cases.items():
        yield wrong(2, f"{name}.kniha-proof", _under(head))
    for name, line in (("mldsa44-signature-forged", forged[0]), ("mldsa44-signature-of-another-day", dated)):
        yield wrong(2, f"{name}.kniha-proof", _under(_relined(HEAD, (line, ed25519, witness))), otherwise=Otherwise(0, None, UNSEEN))


def _of_kind_2(text: str) -> str:
    name, label, public = text.split("+", 2)
    return f"{name}+{label}+Ag{public[2:]}"


def _owners() -> Iterator[Case]:
    """Steps 2 and 3: whose log it is."""
    forger = story(owner="forger")
    yield wrong(2, "whole-register-made-again-by-a-forger.kniha-proof", _under(forger.evidence(), forger))
    stranger = story(register=ANOTHER_REGISTER)
    of_another = closed(_under(stranger.evidence(custodians=()), stranger), lambda said: said["head"].update(register=HEAD.register.hex()))
    yield Case("head-of-another-register-without-keys-given.kniha-proof", of_another, 1, 3, ())
    nameless = _under(replace(HEAD, register=ANOTHER_REGISTER))
    yield wrong(3, "register-that-is-not-the-heads.kniha-proof", nameless)
    head = Checkpoint(f"kniha/{HEAD.register.hex()}/1", 8, LOG.head().root)
    keys = log_keys(generation=1)
    note = sign_checkpoint(head, keys, at=AT)
    lines = {(line.name, line.key_id): line for line in parse_note(note).lines}
    texts = sorted(key.verifier().text for key in keys)
    ordered = [lines[key.name, key.verifier().key_id] for key in sorted(keys, key=lambda key: key.verifier().text)]
    witness = cosign(head, ARCHIVE, at=AT + 5)
    made = replace(HEAD, keys=tuple(texts), checkpoint=Note(head.text, (*ordered, witness)).encode())
    yield wrong(3, "later-origin-without-its-seam.kniha-proof", _under(made))


def _witnesses() -> Iterator[Case]:
    """Step 5."""
    head, lines = LOG.head(), parse_note(HEAD.checkpoint).lines
    smaller = cosign(LOG.head(7), ARCHIVE, at=AT + 5)
    later = replace(lines[2], signature=(AT + 86_400).to_bytes(8, "big") + lines[2].signature[8:])

    def witnessed(by: SigningKey, line: SignatureLine) -> HeadEvidence:
        return _relined(replace(HEAD, witnesses=(by.verifier().text,)), (*lines[:2], line))

    itself = SigningKey(f"kniha/{ANOTHER_REGISTER.hex()}", Algorithm.ED25519_COSIGNATURE, ARCHIVE.seed)
    signed = itself.sign(f"cosignature/v1\ntime {AT}\n{head.text}".encode())
    own = SignatureLine(itself.name, itself.verifier().key_id, AT.to_bytes(8, "big") + signed)
    plain = SigningKey("witness.example/archive", Algorithm.ED25519, ARCHIVE.seed)
    timeless = ARCHIVE.sign(f"cosignature/v1\ntime 0\n{head.text}".encode())
    cases = {
        "witness-that-signed-another-head": _relined(HEAD, (*lines[:2], smaller)),
        "witness-whose-time-was-altered": _relined(HEAD, (*lines[:2], later)),
        "witness-that-states-no-time": _relined(HEAD, (*lines[:2], replace(lines[2], signature=bytes(8) + timeless))),
        "witness-that-bears-a-registers-name": witnessed(itself, own),
        "witness-that-signed-plainly": witnessed(plain, sign_plain(plain, head.text)),
        "witness-whose-line-is-cut-short": _relined(HEAD, (*lines[:2], replace(lines[2], signature=lines[2].signature[:40]))),
    }
    for name, evidence in cases.items():
        yield wrong(5, f"{name}.kniha-proof", _under(evidence))
    yield wrong(5, "witness-that-is-not-one-given.kniha-proof", _under(LOG.evidence(witnesses=(STRANGER,))), "key", "witness")
    yield wrong(5, "no-witness-though-some-are-given.kniha-proof", _under(LOG.evidence(witnesses=())), "key", "witness")
    two = LOG.evidence(witnesses=(ARCHIVE, SOCIETY))
    first, second = parse_note(two.checkpoint).lines[2:]
    swapped = (replace(first, signature=second.signature), replace(second, signature=first.signature))
    yield wrong(5, "signatures-of-two-witnesses-swapped.kniha-proof", _under(_relined(two, (*lines[:2], *swapped))))


def _stamped(*stamps: Stamp) -> bytes:
    return _under(replace(HEAD, stamps=stamps))


def _stamps() -> Iterator[Case]:
    """Step 6, and the form of stamps, step 1."""
    good = stamp(OVER, at=AT)
    stated = Stated(datetime.fromtimestamp(AT + 60, UTC), None, OVER, POLICY, 1, 7)
    by_south = sign_reply(stated, Signer(SOUTH.signer.key, NORTH.signer.certificate), certificates=(NORTH.signer.certificate,))
    unfit = purposeless(NORTH)
    boast = stamp(OVER, at=AT, by=appoint(NORTH.root, "Verification: OK", b"boast", at=FOUNDED, lists_at="http://north.example/list.crl"))
    cases = {
        "stamp-of-another-head": stamp(imprint_of(LOG.signed(7), LOG.verifiers), at=AT),
        "stamp-over-the-head-with-its-witnesses": stamp(imprint_of(HEAD.checkpoint, (*LOG.verifiers, ARCHIVE.verifier())), at=AT),
        "stamp-whose-signature-was-forged": replace(good, reply=good.reply[:-1] + bytes([good.reply[-1] ^ 1])),
        "stamp-signed-by-another-key-than-its-certificates": replace(good, reply=by_south),
        "stamp-whose-time-was-altered": replace(good, reply=good.reply.replace(b"20260302", b"20260301")),
        "stamp-by-a-certificate-that-had-expired": stamp(OVER, at=AT, by=authority("Gone", at=FOUNDED - timedelta(days=400))),
        "stamp-by-a-certificate-that-was-not-valid-yet": stamp(OVER, at=AT, by=authority("Early", at=FOUNDED + timedelta(days=9))),
        "stamp-by-a-certificate-that-is-not-for-time": stamp(OVER, at=AT, by=unfit),
        "stamp-whose-root-issued-something-else": replace(good, certificates=(NORTH.signer.certificate, SOUTH.root.certificate)),
        "stamp-without-a-root": replace(good, certificates=(NORTH.signer.certificate,)),
        "stamp-with-a-certificate-that-has-no-part-in-it": replace(good, certificates=(*good.certificates, SOUTH.signer.certificate)),
        "stamp-with-a-certificate-smuggled-into-the-reply": injected(good, stated),
        "stamp-that-is-forged-by-one-whose-name-is-verification-ok": replace(boast, reply=boast.reply[:-1] + bytes([boast.reply[-1] ^ 1])),
        "stamp-that-was-refused": replace(good, reply=bytes.fromhex("30053003020102")),
        "stamp-that-is-no-stamp": replace(good, reply=b"the time was ten past nine"),
        "stamp-of-a-calendar-over-another-head": Stamp("calendar", "opentimestamps", proof_of(bytes(32), PENDING)),
    }
    for name, given in cases.items():
        yield wrong(6, f"{name}.kniha-proof", _stamped(given))
    south = stamp(OVER, at=AT, by=authority("Elsewhere"), name="elsewhere")
    yield wrong(6, "stamp-of-an-authority-that-is-not-one-given.kniha-proof", _stamped(south), "key", "authority")

    def kind(said: Any) -> None:
        said["head"]["stamps"][0]["kind"] = "notary"

    yield wrong(1, "stamp-of-an-unknown-kind.kniha-proof", closed(_stamped(good), kind))
    yield wrong(1, "stamps-out-of-order.kniha-proof", closed(_stamped(good, south)))


def _revoked() -> Iterator[Case]:
    """Step 6: revocation."""
    good = stamp(OVER, at=AT)
    lists = {
        "stamp-by-a-certificate-that-had-been-replaced": listing(NORTH, NORTH, reason="superseded", revoked=AT - 60, made=AT + 600),
        "stamp-by-a-certificate-whose-key-was-stolen-later": listing(
            NORTH, NORTH, reason="keyCompromise", revoked=AT + 7200, made=AT + 7300
        ),
        "stamp-by-a-certificate-revoked-without-a-reason": listing(NORTH, NORTH, reason=None, revoked=AT + 7200, made=AT + 7300),
        "stamp-with-a-revocation-list-of-a-forger": listing(NORTH, SOUTH, reason="superseded", revoked=AT + 7200, made=AT + 7300),
    }
    for name, each in lists.items():
        yield wrong(6, f"{name}.kniha-proof", _stamped(replace(good, crls=(each,))))
