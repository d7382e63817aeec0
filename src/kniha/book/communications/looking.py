"""The one way in which a call sign, a number or a name is looked for among messages: within an incident, and entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Q

from kniha.book.access.limits import count_use
from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing_hand
from kniha.book.bulk import queries as bulk
from kniha.book.bulk.models import Batch
from kniha.book.communications import queries, rules
from kniha.book.communications.models import Communication, MessageRow, Speaker
from kniha.book.events.models import Incident
from kniha.book.journal.acting import Hand
from kniha.book.recordings.actions import MAY_RECORD

MOST_FOUND = 200
"""Messages, and rows of lists, that one look gives: whoever needs more asks a narrower question."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list, and its batch."""

    batch: Batch
    row: MessageRow


@dataclass(frozen=True, slots=True)
class Found:
    """Messages that are entered, the latest first, and rows of lists that may be read; of each at most `MOST_FOUND`."""

    messages: tuple[Communication, ...]
    rows: tuple[Row, ...]
    is_all: bool


@transaction.atomic
def look_for_speaker(hand: Hand, incident: Incident, heard: str, *, digest: str) -> Found:
    """Where in the incident's compartment `heard` speaks or is spoken to. There is no other way to ask this.

    The entry says by whom, within which incident, and `digest` (keyed: see `runs.speakers`), never what was asked: a number is a person.
    """
    rules.must_be_asked(heard)
    assert hand.registrar is not None
    registrar, compartment = hand.registrar, in_use(incident).compartment
    hand = standing_hand(hand, compartment)
    actor = hand.acting_as(*MAY_RECORD)
    count_use(registrar, "search", day=hand.today)
    hand.enter(
        actor, "communication.looked_for", [], cites=[("incident", incident.pk), ("registrar", hand.id)], speaker_digest=digest
    )  # fmt: skip
    asked = rules.folded(heard)
    speaking = Speaker.objects.filter(folded=asked).values("communication")
    messages = queries.communications(registrar).filter(compartment=compartment, pk__in=speaking)[: MOST_FOUND + 1]
    found, rows = tuple(messages), tuple(islice(_rows(registrar, compartment, asked), MOST_FOUND + 1))
    return Found(found[:MOST_FOUND], rows[:MOST_FOUND], is_all=max(len(found), len(rows)) <= MOST_FOUND)


def _rows(registrar: Registrar, compartment: Compartment, asked: str) -> Iterator[Row]:
    for batch in bulk.batches(registrar).filter(compartment=compartment, kind="messages"):
        if bulk.may_be_read(batch):
            among = bulk.rows_of(registrar, batch)
            there = among.filter(Q(sender_folded=asked) | Q(receivers_folded__contains=f"|{asked}|"))
            yield from (Row(batch, row) for row in there[: MOST_FOUND + 1])
