"""What every action on an incident asks first: its sources are in use, tell of it and lie with it; and whom a mention speaks of."""

from collections.abc import Sequence

from kniha.book.access.queries import in_use
from kniha.book.events.models import Citation, Incident
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.consenting import must_be_kept
from kniha.book.statements.models import Account, Mention
from kniha.vocab.errors import RefusedError


def person_of(hand: Hand, incident: Incident, mention: Mention | None) -> tuple[str | None, list[rows.Change]]:
    """The person whom `mention` speaks of, made now where the register holds none yet."""
    if mention is None:
        return None, []
    if mention.person is not None:
        return in_use(mention.person).pk, []
    person = hand.new_id()
    changes = [rows.insert(Person, person, compartment_id=incident.compartment_id), rows.update(mention, person_id=person)]
    if mention.name:
        changes.insert(1, rows.insert(PersonName, hand.new_id(), person_id=person, text=mention.name))
    return person, changes


def must_tell_of(incident: Incident, accounts: Sequence[Account]) -> None:
    """An act rests on accounts that tell of this very incident."""
    telling = set(Citation.objects.filter(incident=incident, about="event").values_list("account_id", flat=True))
    if not {account.pk for account in accounts} <= telling:
        raise RefusedError("an act rests on accounts that tell of this incident")


def must_be_in_use(accounts: Sequence[Account]) -> None:
    """What was erased, sealed or withdrawn while somebody looked at it supports nothing new."""
    for statement in sorted({account.statement for account in accounts}, key=lambda one: one.pk):
        must_be_kept(in_use(statement))


def one_compartment(accounts: Sequence[Account]) -> str:
    """Where `accounts` lie, all of them together."""
    found = {account.statement.compartment_id for account in accounts} - {None}
    if len(found) != 1:
        raise RefusedError("an account from another compartment enters only by a release of its keeper")
    return found.pop()


def locked(incident: Incident) -> Incident:
    """The incident as it is now, held until the action ends: its state decides what may happen."""
    return Incident.objects.select_for_update().get(pk=incident.pk)


def cites_of(accounts: Sequence[Account]) -> tuple[tuple[str, str], ...]:
    """What an entry cites that rests on `accounts`."""
    return tuple(cited for account in accounts for cited in (("account", account.pk), ("statement", account.statement_id)))
