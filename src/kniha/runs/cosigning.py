"""Having the newest signed head cosigned by witnesses, and keeping their lines (docs/spec/witness.md §5).

No transaction spans the network. A line is kept only if it holds under the keys that were configured.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from kniha.book.journal import reading
from kniha.book.journal.models import Cosignature as CosignatureRow
from kniha.conf.witnesses import Witness
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.checkpoints import parse_text
from kniha.ledger.cosignatures import Cosignature, cosignatures
from kniha.ledger.notes import Note, SignatureLine, parse_note
from kniha.ledger.witnessing import Request
from kniha.remote.witness_client import Elsewhere, add_checkpoint
from kniha.runs import cosigned
from kniha.vocab.errors import BrokenError, RefusedError, UnavailableError

SECONDS = 20.0
"""How long one question to a witness may take."""

_AHEAD = timedelta(hours=1)
"""So far may a witness's clock be ahead of ours: a line from the day after tomorrow would look like a forgery for ever."""


@dataclass(frozen=True, slots=True)
class Uncosigned:
    """A signed head that a witness has not cosigned, and the size that it last cosigned of this log, as far as we know."""

    head: Head
    note: Note
    old: int


def uncosigned(witness: Witness) -> Uncosigned | None:
    """The newest signed head, if no line of `witness` is kept for it; an older one gains nothing."""
    newest = reading.newest_checkpoint()
    if newest is None or _rows(witness).filter(checkpoint_id=newest.size).exists():
        return None
    note = parse_note(newest.note)
    head = parse_text(note.text)
    return Uncosigned(head, note, _last_size(witness, head.origin))


def cosign(asked: Uncosigned, witness: Witness, *, now: datetime) -> tuple[Cosignature, ...]:
    """Have `witness` cosign; keep the lines that it gave under its keys, and return them.

    Raises RefusedError where it has seen a larger head than ours, BrokenError where it has seen another past or its line does not hold,
    and what `witness_client.add_checkpoint` raises.
    """
    given = cosignatures(Note(asked.note.text, _lines(asked, witness)), witness.keys)
    if not given:
        raise BrokenError("the witness signed with none of the keys that are configured for it")
    for line in given:
        if line.at > (now + _AHEAD).timestamp():
            raise BrokenError("the witness dates its line to more than an hour from now; its clock or ours is wrong")
    cosigned.keep(asked.head.size, given)
    return given


def _lines(asked: Uncosigned, witness: Witness) -> tuple[SignatureLine, ...]:
    answer = add_checkpoint(witness.address, _request(asked, asked.old), seconds=SECONDS)
    if isinstance(answer, Elsewhere):
        if answer.size > asked.head.size:
            raise RefusedError(
                f"the witness has cosigned a head of {answer.size} entries and ours has {asked.head.size}: was the database put back, "
                "or did somebody else sign with our keys?"
            )
        answer = add_checkpoint(witness.address, _request(asked, answer.size), seconds=SECONDS)
    if isinstance(answer, Elsewhere):
        raise UnavailableError("the witness was asked by somebody else at the same time")
    return answer


def _request(asked: Uncosigned, old: int) -> Request:
    proof = reading.consistency_proof(old, asked.head.size) if old else ()
    return Request(old, proof, asked.note)


def _last_size(witness: Witness, origin: str) -> int:
    """The size of the newest head of `origin` that `witness` cosigned; under another origin it would be of another log."""
    last = _rows(witness).select_related("checkpoint").order_by("-checkpoint_id").first()
    if last is None or parse_text(parse_note(last.checkpoint.note).text).origin != origin:
        return 0
    return last.checkpoint_id


def _rows(witness: Witness) -> QuerySet[CosignatureRow]:
    return CosignatureRow.objects.filter(key__in=[key.text for key in witness.keys])
