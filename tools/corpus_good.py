"""The good files of the corpus: each kind, in its variants."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tools.corpus_acknowledgements import good_acknowledgements
from tools.corpus_files import (
    UNWITNESSED,
    Case,
    book,
    bundle,
    case_files,
    certificate,
    grown,
    handed_over,
    heads,
    pair,
    proof,
    zipped,
)
from tools.corpus_world import (
    ACCOUNT,
    ACT,
    ARCHIVE,
    FOUNDED,
    NORTH,
    SHOWN,
    SOCIETY,
    SOUTH,
    TOMORROW,
    authority,
    listing,
    moment,
    stamp,
    story,
    talkative,
)

from kniha.ledger.head_evidence import Stamp
from kniha.ledger.opentimestamps import proof_of
from kniha.ledger.timestamps import imprint_of

PENDING = bytes.fromhex("00" + "83dfe30d2ef90c8e" + "16" + "15") + b"https://ots.example/x"  # one attestation: pending at that calendar


def good() -> Iterator[Case]:
    """Yield every good file."""
    yield from _proofs()
    yield from _stamps()
    yield from _seams()
    yield from _heads_and_books()
    yield from _bundles()
    yield from good_acknowledgements()


def _proofs() -> Iterator[Case]:
    log = story()
    one, two = log.evidence(), log.evidence(witnesses=(ARCHIVE, SOCIETY))
    full = log.evidence(witnesses=(ARCHIVE, SOCIETY), stamps=(NORTH, SOUTH))
    yield Case("proof.kniha-proof", proof(log, one))
    yield Case("proof-without-keys-given.kniha-proof", proof(log, two), given=())
    yield Case("proof-with-two-witnesses-and-two-authorities.kniha-proof", proof(log, full), given=("key", "witness", "authority"))
    yield Case("proof-without-witnesses.kniha-proof", proof(log, log.evidence(witnesses=())), otherwise=UNWITNESSED)
    both, alone = (log.evidence(witnesses=each) for each in ((ARCHIVE, TOMORROW), (TOMORROW,)))
    yield Case("proof-with-a-witness-that-signs-with-mldsa44-too.kniha-proof", proof(log, both))
    yield Case("proof-whose-witness-signs-with-mldsa44-alone.kniha-proof", proof(log, alone), otherwise=UNWITNESSED)
    yield Case("proof-that-shows-no-value.kniha-proof", proof(log, one, {3: ()}))
    yield Case("proof-of-a-row-without-a-number.kniha-proof", proof(log, one, {2: ("day", "0/kind")}, ("account", ACCOUNT)))
    yield Case("certificate.kniha-certificate", certificate(log, one))
    yield Case("checkpoint.checkpoint", log.signed().encode(), otherwise=UNWITNESSED)
    yield Case("checkpoint-with-its-witnesses.checkpoint", two.checkpoint.encode(), given=("key", "witness"))
    yield Case("checkpoint-without-keys-given.checkpoint", two.checkpoint.encode(), 2, given=())
    log.enter("act.withdrawn", [("delete", "act", ACT, {})], role="investigator", reason="told twice")
    yield Case("proof-of-an-act-withdrawn-since.kniha-proof", proof(log, log.evidence(), {3: SHOWN[3], 8: ("day", "reason")}))


def _stamps() -> Iterator[Case]:
    log = story()
    over, at = imprint_of(log.signed(), log.verifiers), moment(len(log.entries))
    old = authority("Old", at=FOUNDED - timedelta(days=363))
    superseded = listing(NORTH, NORTH, reason="superseded", revoked=at + 7200, made=at + 7300)
    stamps = {
        "stamp-whose-certificate-has-expired-since": stamp(over, at=at, by=old),
        "stamp-whose-certificate-was-superseded-since": replace(stamp(over, at=at), crls=(superseded,)),
        "stamp-without-revocation-lists": replace(stamp(over, at=at), crls=()),
        "stamp-that-brings-its-certificates-beside-it-alone": stamp(over, at=at, brings=False),
        "stamp-whose-reply-tells-another-time-beside-what-was-signed": talkative(stamp(over, at=at)),
        "stamp-of-a-calendar-that-is-pending": Stamp("calendar", "opentimestamps", proof_of(over, PENDING)),
    }
    inside = replace(stamp(over, at=at), certificates=())
    yield Case("stamp-under-a-root-given.kniha-proof", proof(log, replace(log.evidence(), stamps=(inside,))), given=("key", "authority"))
    for name, given in stamps.items():
        yield Case(f"{name}.kniha-proof", proof(log, replace(log.evidence(), stamps=(given,))))


def _seams() -> Iterator[Case]:
    old = story()
    new = old.begun_anew(6)
    new.enter("statement.read")
    later = new.begun_anew(7)
    older = new.begun_anew(5)
    shown = {3: SHOWN[3]}
    yield Case("proof-after-a-seam.kniha-proof", proof(new, new.evidence(), shown))
    yield Case("proof-after-two-seams.kniha-proof", proof(later, later.evidence(), shown))
    yield Case("proof-after-a-seam-that-lost-another.kniha-proof", proof(older, older.evidence(), shown))
    yield Case("certificate-after-a-seam.kniha-certificate", certificate(new, new.evidence()))
    yield Case("heads-over-a-seam.kniha-heads", pair(old.evidence(5), new.evidence(), new.consistency(5)))
    yield Case("heads-over-a-seam-that-lost-entries-of-the-old.kniha-heads", pair(old.evidence(), new.evidence()))
    yield Case("heads-over-two-seams.kniha-heads", pair(old.evidence(5), older.evidence(), older.consistency(5)))
    yield Case("book-after-a-seam.kniha-book", book(new, [(4, old.evidence(4)), *heads(new)]))
    note, _, _ = new.seams[0]
    yield Case("seam.kniha-seam", note.encode())
    yield Case("seam-without-keys-given.kniha-seam", note.encode(), 2, given=())
    yield Case("checkpoint-after-a-seam.checkpoint", new.signed().encode(), otherwise=UNWITNESSED)


def _heads_and_books() -> Iterator[Case]:
    log = story()
    yield Case("heads.kniha-heads", grown(log, 5))
    yield Case("heads-of-which-the-old-is-a-power-of-two.kniha-heads", grown(log, 4))
    yield Case("heads-of-one-size.kniha-heads", pair(log.evidence(), log.evidence(witnesses=(SOCIETY,))))
    unwitnessed = pair(log.evidence(5, witnesses=()), log.evidence(), log.consistency(5))
    yield Case("heads-of-which-the-old-has-no-witness.kniha-heads", unwitnessed, otherwise=UNWITNESSED)
    yield Case("heads-of-which-the-old-is-older-than-the-witness.kniha-heads", unwitnessed, given=("key", "witness"), otherwise=UNWITNESSED)
    yield Case("book.kniha-book", book(log, heads(log, 3)))
    older = [(3, log.evidence(3, witnesses=())), *heads(log)]
    yield Case("book-of-which-a-head-is-older-than-the-witness.kniha-book", book(log, older), given=("key", "witness"))
    yield Case("book-without-values.kniha-book", book(log, heads(log), shows_values=False))
    yield Case("book-with-erased-values.kniha-book", book(log, heads(log), erased=[(1, "0/text"), (4, "at"), (7, "registrar")]))
    again = (3, log.evidence(3, witnesses=(), at=moment(3) + 3600))
    yield Case("book-with-two-heads-of-one-size.kniha-book", book(log, [*heads(log, 3)[:1], again, *heads(log)]))
    yield Case("book-whose-last-head-has-no-witness.kniha-book", book(log, [(8, log.evidence(witnesses=()))]), otherwise=UNWITNESSED)


def _bundles() -> Iterator[Case]:
    yield Case("bundle.zip", zipped(handed_over(bundle(case_files()))))
    yield Case("bundle-not-handed-over-yet.zip", zipped(bundle(case_files())))
    release = bundle({"data/incidents.csv": b"number,year\nKN-2026-48213,2026\n"}, is_release=True)
    yield Case("bundle-that-is-a-release.zip", zipped(release))
    yield Case("bundle-without-keys-given.zip", zipped(release), given=())
    yield Case("bundle-in-a-folder", release)
