"""What was read becomes entries: statements with consent, accounts, mentions, incidents with acts, persons of the register."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kniha.book.events.actions import act_change, cite, incident_change
from kniha.book.events.models import Detention, Injury
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.drafts import AccountDraft, MentionDraft, When, Where
from kniha.book.statements.models import Consent, Mention, Statement
from kniha.book.work.lists import MAY_IMPORT
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.readings import Link, Named, Reading
from kniha.vocab.ids import Id

LINKS_PER_ENTRY = 20  # an entry's leaf is at most 65,535 bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """Who enters, by which mapping, and into which compartment."""

    hand: Hand
    mapping: ListMapping
    compartment: Id


@dataclass(frozen=True, slots=True)
class Heard:
    """The rows by which a record speaks: its statement, the account that was read in it, the persons made of those it names."""

    account: Id
    people: tuple[Id, ...]
    changes: tuple[rows.Change, ...]


def new_incident(desk: Desk, reading: Reading, *, number: str) -> Iterator[Draft]:
    """The entries that file `reading` as a new incident with its statements, accounts and acts; sources beyond twenty follow in more."""
    assert reading.incident is not None  # of this kind
    hand, told = desk.hand, heard(desk, reading, known=None)
    incident = hand.new_id()
    changes = [
        *told.changes,
        incident_change(hand, incident, reading.incident, compartment=desk.compartment, number=number),
        *(cite(hand, incident, told.account, about) for about in ("event", "when", "where")),
        *_act_changes(desk, incident, told, reading),
        *_stage_changes(desk, incident, told, reading),
    ]
    for start in range(0, max(1, len(reading.links)), LINKS_PER_ENTRY):
        for link in reading.links[start : start + LINKS_PER_ENTRY]:
            changes += _link_changes(desk, incident, link, reading)
        yield hand.draft(hand.acting_as(*MAY_IMPORT), "record.sourced" if start else "record.imported", changes)
        changes = []


def changed_incident(desk: Desk, reading: Reading, *, incident: Id) -> Draft:
    """The entry that files a record whose words changed since: a new statement beside the old one. The conclusion stays."""
    told = heard(desk, reading, known=())
    changes = [*told.changes, cite(desk.hand, incident, told.account, "event")]
    return desk.hand.draft(desk.hand.acting_as(*MAY_IMPORT), "record.changed", changes)


def statement_entry(desk: Desk, reading: Reading) -> Draft:
    """The entry that files a record of somebody's words; a changed one stands beside the older."""
    return desk.hand.draft(desk.hand.acting_as(*MAY_IMPORT), "statement.imported", heard(desk, reading, known=()).changes)


def person_entry(desk: Desk, reading: Reading, *, known: Sequence[Id] | None) -> Draft:
    """The entry that files what a list says of one person. `known`: whom the same record of the list was made into before."""
    return desk.hand.draft(desk.hand.acting_as(*MAY_IMPORT), "person.imported", heard(desk, reading, known=known).changes)


def heard(desk: Desk, reading: Reading, *, known: Sequence[Id] | None) -> Heard:
    """The rows by which `reading` speaks.

    `known`: the persons to whom the mentions belong; None to make them, as far as the mapping wants persons made.
    """
    hand = desk.hand
    statement, account = hand.new_id(), hand.new_id()
    changes = [_statement(desk, statement, reading), *_consents(desk, statement, reading)]
    if reading.account is not None:
        changes += reading.account.changes(hand, statement, account)
    people: list[Id] = []
    for place, who in enumerate(reading.people):
        person = known[place] if known and place < len(known) else None
        if person is None and known is None and desk.mapping.person.registered:
            person = hand.new_id()
            changes += _person(desk, person, who)
        if person is not None:
            people.append(person)
        changes += _mentions(desk, account, who, person)
    return Heard(account, tuple(people), tuple(changes))


def _statement(desk: Desk, statement: Id, reading: Reading) -> rows.Change:
    return rows.insert(
        Statement, statement, compartment_id=desk.compartment, kind="record", language=desk.mapping.language, text=reading.text,
        came_to_be=reading.came_to_be, received_on=desk.hand.today, record=reading.record, record_digest=reading.digest, url=reading.url,
    )  # fmt: skip


def _consents(desk: Desk, statement: Id, reading: Reading) -> Iterator[rows.Change]:
    for purpose, answer in reading.consents.items():
        told = desk.mapping.consent[purpose]
        yield rows.insert(
            Consent, desk.hand.new_id(), statement_id=statement, purpose=purpose, recipient=told.recipient, answer=answer, giver=told.giver
        )


def _person(desk: Desk, person: Id, who: Named) -> Iterator[rows.Change]:
    yield rows.insert(Person, person, compartment_id=desk.compartment, gender_told=who.gender, age_told=who.age)
    for name in who.names:
        yield rows.insert(PersonName, desk.hand.new_id(), person_id=person, text=name, language=desk.mapping.person.language)


def _mentions(desk: Desk, account: Id, who: Named, person: Id | None) -> Iterator[rows.Change]:
    """One for each name as the list writes it: other spellings are found too, where no person is made."""
    role = desk.mapping.person.role
    for place, name in enumerate(who.names[:1] if person is not None else who.names):
        told = who if place == 0 else Named((name,))
        draft = MentionDraft(role, name=name, description=told.description, rank=told.rank, unit=told.unit)
        yield rows.insert(
            Mention, desk.hand.new_id(), account_id=account, person_id=person, role=draft.role, name=draft.name,
            description=draft.description, rank=draft.rank, unit=draft.unit,
        )  # fmt: skip


def _act_changes(desk: Desk, incident: Id, told: Heard, reading: Reading) -> Iterator[rows.Change]:
    """An act is done to one person: each kind once for every victim who is a person of the register, else once."""
    hand = desk.hand
    victims = told.people if desk.mapping.person.role == "victim" and told.people else (None,)
    for draft in reading.acts:
        for victim in victims:
            act = hand.new_id()
            yield act_change(act, incident, draft, victim=victim, day=hand.today)
            yield cite(hand, incident, told.account, "act", act=act)
            for injury in reading.injuries:
                if injury.act == draft.kind:
                    yield rows.insert(Injury, hand.new_id(), act_id=act, kind=injury.kind, region=injury.region)


def _stage_changes(desk: Desk, incident: Id, told: Heard, reading: Reading) -> Iterator[rows.Change]:
    """A stage is one person's: once for each who is a person of the register, else once with the names as told."""
    for draft in reading.stages:
        for person in told.people or (None,):
            yield rows.insert(
                Detention, desk.hand.new_id(), incident_id=incident, person_id=person, account_id=told.account, stage=draft.stage,
                held_words="" if person else draft.held_words, place_words=draft.place_words, holder_words=draft.holder_words,
                shared_words=draft.shared_words, first=draft.when.first, last=draft.when.last, zone=draft.when.zone,
                precision=draft.when.precision,
            )  # fmt: skip


def _link_changes(desk: Desk, incident: Id, link: Link, reading: Reading) -> Iterator[rows.Change]:
    """A source that the record names is a statement of its own; what the record's source allows holds for what it cites."""
    hand = desk.hand
    statement, account = hand.new_id(), hand.new_id()
    yield rows.insert(
        Statement, statement, compartment_id=desk.compartment, kind="document", language=desk.mapping.language, text=link.text or link.url,
        came_to_be="not-known", received_on=hand.today, url=link.url,
    )  # fmt: skip
    yield from _consents(desk, statement, reading)
    yield from AccountDraft(When(), Where(), ()).changes(hand, statement, account)
    yield cite(hand, incident, account, "event")
