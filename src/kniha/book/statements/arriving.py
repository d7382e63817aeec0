"""What tells a source that an envelope of theirs arrived, and that it was read: sealed to their receipt, laid into their mailbox when the
day is over on which it became true.

Against whoever watches the intake: all of a day are laid together, in an order of chance, so that none is tied to the envelope that was
fetched before it. To who is held nothing is laid: others would read it. It says the day of the filing and nothing else, and is laid whether
or not they want an answer, for nobody is reached by it who does not look. That it was read does not say what anybody thinks of it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person, SealedField
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements.leaving import dangers_of
from kniha.book.statements.models import SealedWord, Statement
from kniha.seal import closing, recipients
from kniha.seal.padding import padding
from kniha.vocab.canonical import canonical
from kniha.vocab.ids import RandomBytes

ARRIVED, READ = "kniha-arrival/v1", "kniha-read/v1"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mailbox, the verifier of its secret, and the sealed word for it."""

    mailbox: str
    verifier: str
    body: bytes = field(repr=False)


def sealed_word(told: str, *, day: date, reply: str, random_bytes: RandomBytes) -> bytes:
    """Seal to the recipient `reply` what is told (ARRIVED or READ) of what was filed on `day` (docs/spec/courier.md §1.4)."""
    plain = canonical({"day": day.isoformat(), "format": told})
    return closing.seal_bytes(plain + b"".join(padding(len(plain))), [recipients.parse_recipient(reply)], random_bytes=random_bytes)


def keep_arrival(hand: Hand, arrival: Arrival | None, *, source: str | None) -> None:
    """Put it out for the courier, for tomorrow; part of the action that files what arrived."""
    if arrival is not None and source is not None:
        SealedWord.objects.create(
            id=hand.new_id(), source=source, since=hand.today, mailbox=arrival.mailbox, verifier=arrival.verifier, body=arrival.body
        )


def is_told_read(statement: Statement) -> bool:
    """Whether the source of a statement was told that it was read, or will be."""
    return SealedWord.objects.filter(statement=statement.pk).exists()


def note_read(hand: Hand, statement: Statement, *, opening: PersonKeys) -> None:
    """A registrar has the words of a source before them: put out for the courier, for tomorrow, that they were read. Once."""
    if is_told_read(statement):
        return
    mailbox = SealedField.objects.filter(person=statement.source_id, field="mailbox").first()
    if mailbox is None:
        return
    keys = json.loads(opening.open(mailbox))
    body = sealed_word(READ, day=statement.received_on, reply=keys["reply"], random_bytes=hand.random_bytes)
    word = {"source": statement.source_id, "since": hand.today, "mailbox": keys["mailbox"], "verifier": keys["verifier"], "body": body}
    # Two may open it at the same moment: the first word is the only one.
    SealedWord.objects.get_or_create(statement=statement.pk, defaults={"id": hand.new_id(), **word})


def sealed_words(today: date) -> Iterator[SealedWord]:
    """What is to be laid into mailboxes on `today`, by random ids. Of the erased nothing is, nor kept; of who is held it waits."""
    in_use = Person.objects.filter(compartment__isnull=False)
    SealedWord.objects.exclude(source__in=in_use.values("pk")).delete()
    waiting = list(SealedWord.objects.filter(since__lt=today).exclude(mailbox="").order_by("pk"))
    dangers = dangers_of({word.source for word in waiting})
    held = {source for source, danger in dangers.items() if "held" in danger.circumstances}
    yield from (word for word in waiting if word.source not in held)


def note_word_laid(word: SealedWord) -> None:
    """The courier laid it into its mailbox. Of a statement that was read nothing is kept but that its source was told."""
    laid = SealedWord.objects.filter(pk=word.pk)
    if word.statement is None:
        laid.delete()
    else:
        laid.update(mailbox="", verifier="", body=b"")
