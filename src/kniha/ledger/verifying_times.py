"""Whether the time-stamps that come with a head hold (docs/spec/files.md §2, step 5; timestamps.md)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kniha.ledger.given import Given
from kniha.ledger.head_evidence import RFC3161, HeadEvidence, Stamp
from kniha.ledger.keys import VerifierKey
from kniha.ledger.opentimestamps import Attested, check_proof
from kniha.ledger.verdicts import Held
from kniha.vocab.errors import BrokenError, KnihaError

if TYPE_CHECKING:
    from kniha.ledger.timestamps import TimeStamp


@dataclass(frozen=True, slots=True)
class _Stamped:
    """What a stamp that holds says, what it leaves open, and whether one of the roots given vouches for it."""

    words: str
    open: tuple[str, ...]
    is_given: bool = False


def check_times(evidence: HeadEvidence, keys: Sequence[VerifierKey], given: Given) -> Held:
    """Check every stamp over the head that `keys` signed; BrokenError for one that does not hold, or where none is under a root given."""
    if not evidence.stamps:
        return Held("there is none", ("when the head was there: only the log and its witnesses say, no authority of time does",))
    # Here, and not above: certificates take long to load, and most files have none.
    from kniha.ledger.timestamps import imprint_of

    imprint = imprint_of(evidence.checkpoint, keys)
    found = tuple(_check(stamp, imprint, given) for stamp in evidence.stamps)
    if given.authorities and not any(each.is_given for each in found):
        raise BrokenError("no time-stamp is under one of the authorities given")
    return Held("; ".join(each.words for each in found), tuple(point for each in found for point in each.open))


def _check(stamp: Stamp, imprint: bytes, given: Given) -> _Stamped:
    try:
        return _of_authority(stamp, imprint, given) if stamp.kind == RFC3161 else _of_calendar(stamp, imprint)
    except KnihaError as error:
        raise BrokenError(f"the time-stamp of {stamp.authority} does not hold: {error}") from error


def _of_authority(stamp: Stamp, imprint: bytes, given: Given) -> _Stamped:
    from kniha.ledger.timestamps import check_kept_stamp

    check = partial(check_kept_stamp, stamp.reply, stamp.certificates, stamp.crls, imprint=imprint)
    if given.authorities:
        with suppress(KnihaError):  # of another authority than those given: judged by what it brings, and said to be open
            found = check(roots=given.authorities)
            return _Stamped(f"{_words(stamp, found)}, under a root given", _left(stamp, found), is_given=True)
    found = check(roots=None)
    whose = f"whose root the time-stamp of {stamp.authority} ends in; the SHA-256 of its certificate is {found.root_fingerprint}"
    return _Stamped(f"{_words(stamp, found)}, under a root that the file brings", (whose, *_left(stamp, found)))


def _words(stamp: Stamp, found: "TimeStamp") -> str:
    accuracy = f" ± {found.accuracy.total_seconds():g} s" if found.accuracy else ""
    return f"{stamp.authority}: there at {found.at:%Y-%m-%d %H:%M:%S} UTC{accuracy}, {found.revocation}"


def _left(stamp: Stamp, found: "TimeStamp | Attested") -> tuple[str, ...]:
    return tuple(f"of the time-stamp of {stamp.authority}: {point}" for point in found.open)


def _of_calendar(stamp: Stamp, imprint: bytes) -> _Stamped:
    found = check_proof(stamp.reply, imprint=imprint, headers={})
    return _Stamped(f"{stamp.authority}: {'; '.join(found.open)}", _left(stamp, found))
