"""What an action on cameras and recordings holds until it ends, and that all of it lies in one compartment."""

from typing import TypeVar

from django.db import models

from kniha.book.access.models import Compartment
from kniha.book.access.queries import in_use
from kniha.book.classes import Journalled
from kniha.book.events.within import cites_of
from kniha.book.evidence.rules import must_be_readable
from kniha.book.recordings import rules
from kniha.book.recordings.drafts import Witness
from kniha.book.statements.consenting import must_be_kept
from kniha.vocab.errors import NotFoundError

Row = TypeVar("Row", bound=Journalled)


def locked(row: Row) -> Row:
    """`row` as it is now, held until the action ends."""
    manager: models.Manager[Row] = type(row)._base_manager  # noqa: SLF001  Django's public-by-custom API
    found = manager.select_for_update().filter(pk=row.pk).first()
    if found is None:
        raise NotFoundError("there is no such thing here")
    return found


def must_rest_in(source: Witness, compartment: Compartment) -> None:
    """Hold the source; it lies where what rests on it lies, and nobody rests anything on files that a lawyer has yet to open."""
    if source.account is not None:
        statement = in_use(source.account.statement)
        must_be_kept(statement)
        rules.must_lie_together(compartment.pk, [statement.compartment_id])
    if source.exhibit is not None:
        exhibit = in_use(source.exhibit)
        rules.must_lie_together(compartment.pk, [exhibit.compartment_id])
        must_be_readable(may_be_read=exhibit.acquisition is None or exhibit.acquisition.may_be_read)


def cites(source: Witness) -> tuple[tuple[str, str], ...]:
    """What an entry cites that rests on `source`."""
    if source.account is not None:
        return tuple(cites_of([source.account]))
    return (("exhibit", source.exhibit.pk),) if source.exhibit is not None else ()
