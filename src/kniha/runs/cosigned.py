"""The lines that witnesses gave for signed heads, as they are kept (docs/spec/witness.md §5.4)."""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction

from kniha.book.journal.models import Cosignature as CosignatureRow
from kniha.ledger.cosignatures import Cosignature, parse_line, parse_witness_key
from kniha.ledger.keys import VerifierKey
from kniha.ledger.notes import SignatureLine
from kniha.vocab.errors import ConflictError


def cosignatures_of(size: int) -> Mapping[VerifierKey, SignatureLine]:
    """The lines kept for the head of `size` entries, by key."""
    rows = CosignatureRow.objects.filter(checkpoint_id=size).values_list("key", "line")
    return {parse_witness_key(key): parse_line(line) for key, line in rows}


def keep(size: int, given: Iterable[Cosignature]) -> None:
    """Keep lines that were checked; ConflictError where another worker does the same."""
    try:
        with transaction.atomic():
            for key, line in {one.key: one.line for one in given}.items():
                CosignatureRow.objects.create(checkpoint_id=size, key=key.text, line=line.encode())
    except IntegrityError as error:
        raise ConflictError("another worker keeps the witness's line under this head") from error
