"""What tells a source that an envelope of theirs arrived: sealed to their receipt as it is filed, laid into their mailbox when
that day is over.

Against whoever watches the intake: all of a day are laid together, in an order of chance, so that none is tied to the envelope that was
fetched before it. To who is held nothing is laid: others would read it. It says a day and nothing else, and is laid whether or not they
want an answer, for nobody is reached by it who does not look.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person
from kniha.book.statements.leaving import dangers_of
from kniha.book.statements.models import SealedArrival


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mailbox, the verifier of its secret, and the sealed word for it."""

    mailbox: str
    verifier: str
    body: bytes = field(repr=False)


def keep_arrival(hand: Hand, arrival: Arrival | None, *, source: str | None) -> None:
    """Put it out for the courier, for tomorrow; part of the action that files what arrived."""
    if arrival is not None and source is not None:
        SealedArrival.objects.create(
            id=hand.new_id(), source=source, since=hand.today, mailbox=arrival.mailbox, verifier=arrival.verifier, body=arrival.body
        )


def sealed_arrivals(today: date) -> Iterator[SealedArrival]:
    """What is to be laid into mailboxes on `today`, by random ids. Of the erased nothing is, nor kept; of who is held it waits."""
    in_use = Person.objects.filter(compartment__isnull=False)
    SealedArrival.objects.exclude(source__in=in_use.values("pk")).delete()
    waiting = list(SealedArrival.objects.filter(since__lt=today).order_by("pk"))
    dangers = dangers_of({arrival.source for arrival in waiting})
    held = {source for source, danger in dangers.items() if "held" in danger.circumstances}
    yield from (arrival for arrival in waiting if arrival.source not in held)


def note_arrival_laid(arrival: SealedArrival) -> None:
    """The courier laid it into its mailbox."""
    SealedArrival.objects.filter(pk=arrival.pk).delete()
