"""Whether a reporter's certificate holds: its ten steps (docs/spec/files.md §4)."""

from kniha.ledger import verifying_heads
from kniha.ledger.certificate_file import RECEIVED, SHOWN, CertificateFile, CertifiedReport, parse_certificate, parse_report
from kniha.ledger.file_forms import check_digest, day
from kniha.ledger.given import Given
from kniha.ledger.records import read_value
from kniha.ledger.shown_entries import check_in_tree, check_shows, check_values, check_whole
from kniha.ledger.verdicts import Found, Held, Shown, Verdict, Walk, judge
from kniha.ledger.verifying_heads import walk_head
from kniha.ledger.wording import counted, this_holds
from kniha.vocab.errors import BrokenError

STEPS = (
    "the file has the form of a certificate, and nothing besides",
    *verifying_heads.STEPS,
    "the entry is whole, and is the one that files a report",
    "it shows the day and which report, as they were committed",
    "the entry is in the tree",
    "nothing was left out since",
)


def verify_certificate(data: bytes, given: Given) -> Verdict:
    """Judge the bytes of a certificate."""
    return judge(STEPS, lambda: _walk(data, given))


def _walk(data: bytes, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/files.md §4
    certificate = parse_certificate(data)
    entry = certificate.entry
    yield Held(f"entry {entry.index}")

    # (2–6) the head
    head = yield from walk_head(certificate.head, given)

    # (7) the entry is whole, and files a report
    disclosed = check_whole(entry)
    if disclosed.skeleton.action != RECEIVED:
        raise BrokenError(f"the entry is {disclosed.skeleton.action}, not {RECEIVED}")
    yield Held(f"entry {entry.index} is {RECEIVED}")

    # (8) day and report, as committed
    check_shows(entry, SHOWN)
    check_values(entry, disclosed.skeleton)
    on, report = _read(certificate)
    yield Held(f"{on}; payload {report.payload}; Ed25519 {report.ed25519}; ML-DSA-44 {report.mldsa44[:16]}…")

    # (9) the entry is in the tree
    check_in_tree(entry, head.checkpoint)
    yield Held(f"root {head.checkpoint.root.hex()} over {counted(head.checkpoint.size, 'entry')}")

    # (10) the digest closes it
    check_digest(data)
    yield Held("")
    words = (
        f"{this_holds(given.logs)} A report with the payload digest {report.payload} was in the register by {on}. It does not say what "
        "the report tells, nor that it is true. Whoever holds its receipt can sign with its keys."
    )
    return Found(words, head.checkpoint, Shown("A report", (disclosed,)))


def _read(certificate: CertificateFile) -> tuple[str, CertifiedReport]:
    said = {value.path: read_value(value, certificate.entry.index) for value in certificate.entry.shown}
    return day(said["day"]), parse_report(said["certificate"])
