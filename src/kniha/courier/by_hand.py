"""Envelopes that came by another way than the intake: on a stick, by mail, from somebody's hand. Taken in as those of a round are."""

import os
from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path

from kniha.courier.rounds import Say
from kniha.runs.accession import Accession, FetchedEnvelope, Outcome
from kniha.seal.envelopes import HEADER_SIZE, check_envelope_header, check_envelope_size
from kniha.vocab.errors import MalformedError


def take_in(files: Sequence[Path], accession: Accession, *, say: Say) -> int:
    """File what lies in `files`, which stay where they are; return how many are to be brought again.

    All are looked at before the first is taken in: MalformedError for what is no envelope. As in a round, withdrawals come last: files
    have no order.
    """
    envelopes = [_looked_at(path) for path in files]
    later = [envelope for envelope in envelopes if _said(envelope, accession.accede(envelope), say) is Outcome.LATER]
    waiting = [envelope for envelope in later if _said(envelope, accession.accede_last(envelope), say) is Outcome.LATER]
    for envelope in waiting:
        say(f"{envelope.path}: nothing came of its receipt yet; bring it again with the report, or in a week")
    return len(waiting)


def _looked_at(path: Path) -> FetchedEnvelope:
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(HEADER_SIZE)
            size = file.seek(0, os.SEEK_END)
            check_envelope_header(head)
            check_envelope_size(size)
            file.seek(0)
            digest = file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MalformedError(f"{path} cannot be read: {error.strerror}") from error
    except MalformedError as error:
        raise MalformedError(f"{path} is no envelope: {error}") from error
    return FetchedEnvelope(path, size, digest, as_announced=True)


def _said(envelope: FetchedEnvelope, outcome: Outcome, say: Say) -> Outcome:
    if outcome is not Outcome.LATER:
        say(f"{envelope.path}: {outcome.value}")
    return outcome
