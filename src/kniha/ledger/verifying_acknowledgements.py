"""Whether an acknowledgement holds: its five steps (docs/spec/files.md §11)."""

from kniha.ledger.acknowledgement_file import AcknowledgementFile, parse_acknowledgement
from kniha.ledger.acknowledgement_keys import check_grant
from kniha.ledger.file_forms import check_digest
from kniha.ledger.given import Given
from kniha.ledger.keys import VerifierKey, parse_verifier_key
from kniha.ledger.verdicts import Found, Held, Verdict, Walk, judge
from kniha.ledger.wording import this_holds
from kniha.vocab.errors import BrokenError

STEPS = (
    "the file has the form of an acknowledgement, and nothing besides",
    "the log's key has granted the intake's key of a month",
    "the day is one of that month",
    "the intake's key has signed which envelope, and the day",
    "nothing was left out since",
)


def verify_acknowledgement(data: bytes, given: Given) -> Verdict:
    """Judge the bytes of an acknowledgement."""
    return judge(STEPS, lambda: _walk(data, given))


def _walk(data: bytes, given: Given) -> Walk:
    # (1) form                                                                  docs/spec/files.md §11
    acknowledgement = parse_acknowledgement(data)
    yield Held(f"envelope {acknowledgement.envelope.hex()}, {acknowledgement.day}")

    # (2) the grant
    key = parse_verifier_key(acknowledgement.key)
    granted = check_grant(acknowledgement.grant, key)
    given.check_logs((key,))
    yield Held(f"key {granted.key.hex()} of {granted.month}, granted by {key.label}", () if given.logs else (_whose(key),))

    # (3) the day
    if acknowledgement.month != granted.month:
        raise BrokenError(f"{acknowledgement.day} is not in {granted.month}, for which the key was granted")
    yield Held(acknowledgement.day)

    # (4) the signature over envelope and day
    granted.check(acknowledgement.message(granted.register), acknowledgement.signature)
    yield Held(f"register {granted.register.hex()}")

    # (5) the digest closes it
    check_digest(data)
    yield Held("")
    return Found(_words(acknowledgement, given))


def _words(acknowledgement: AcknowledgementFile, given: Given) -> str:
    return (
        f"{this_holds(given.logs)} An intake of the register held a sealed envelope of the digest {acknowledgement.envelope.hex()} on "
        f"{acknowledgement.day}. It does not say what became of it: whether it was opened and filed, a certificate says."
    )


def _whose(key: VerifierKey) -> str:
    return f"whose key granted it: anyone can make keys. Compare its fingerprint with those that the register publishes: {key.fingerprint}"
