"""What an incident rests on, as the page shows it: accounts with their passages, what they cite, where they contradict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext

from kniha.book.access.models import Registrar
from kniha.book.events import comparing, queries
from kniha.book.events.comparing import Cell, Span
from kniha.book.events.models import Act, Bearing, Detention, Incident, Injury, Involvement, Proceeding
from kniha.book.medicine import queries as medicine
from kniha.book.medicine.models import MedicalFinding
from kniha.book.people.models import Person
from kniha.book.statements.models import Account, Mention
from kniha.vocab.place import Place


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a statement that a coded value rests on."""

    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One account beside the others: its number on the page, its words, how its time and its place stand to theirs."""

    number: int
    account: Account
    quotations: tuple[Quotation, ...]
    mentions: tuple[tuple[Mention, str], ...]
    time: Cell
    place: Cell
    called: str

    @property
    def other_time(self) -> tuple[int, ...]:
        """The numbers of the accounts that say another time."""
        return tuple(place + 1 for place in self.time.against)

    @property
    def other_place(self) -> tuple[int, ...]:
        """The numbers of the accounts that say another place."""
        return tuple(place + 1 for place in self.place.against)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an account says for an involvement or against it, with the account."""

    bearing: Bearing
    told: Told | None
    """None where the account tells of another incident."""


@dataclass(frozen=True, slots=True)
class InvolvedRow:
    """One involvement with the person's name or the unit's words, and what speaks for it and against it."""

    involvement: Involvement
    name: str
    speaks_for: tuple[Weighed, ...]
    speaks_against: tuple[Weighed, ...]

    @property
    def agreed(self) -> int:
        """How many lawyers' agreements stand."""
        return sum(opinion.stands and opinion.decision == "agrees" for opinion in self.involvement.opinions.all())


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act with whom it befell and who is said to have taken part by name, its injuries, and the accounts it rests on."""

    act: Act
    victim: str
    involved: tuple[InvolvedRow, ...]
    rests_on: tuple[Told, ...]
    injuries: tuple[tuple[Injury, MedicalFinding | None], ...]
    """Each with the medical finding that it rests on, where the one who asks may read it."""


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a detention, or a trial, with whom it befell by name, and the account it rests on."""

    row: Detention | Proceeding
    name: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the page of an incident shows beside its conclusions."""

    told: tuple[Told, ...]
    when: tuple[Told, ...]
    where: tuple[Told, ...]
    acts: tuple[ActRow, ...]
    detentions: tuple[StageRow, ...]
    proceedings: tuple[StageRow, ...]


def sources_of(registrar: Registrar, incident: Incident) -> Sources:
    """Read what `incident` rests on."""
    accounts = queries.whole_accounts(registrar, incident)
    told = told_by(accounts)
    by_account = {one.account.pk: one for one in told}
    cited = {(citation.about, citation.account_id) for citation in queries.citations(registrar, incident)}
    mentions = list(chain.from_iterable(account.mentions.all() for account in accounts))
    acts = queries.whole_acts(registrar, incident)
    rested = {injury.finding_id for act in acts for injury in act.injuries.all() if injury.finding_id}
    findings = medicine.findings_seen(registrar, sorted(rested))
    return Sources(
        told=told,
        when=tuple(one for one in told if ("when", one.account.pk) in cited),
        where=tuple(one for one in told if ("where", one.account.pk) in cited),
        acts=tuple(_act_row(act, by_account, mentions, findings) for act in acts),
        detentions=tuple(_stage(row, by_account, mentions) for row in queries.detentions(registrar, incident)),
        proceedings=tuple(_stage(row, by_account, mentions) for row in queries.proceedings(registrar, incident)),
    )


def told_by(accounts: Sequence[Account]) -> tuple[Told, ...]:
    """Accounts side by side, numbered from 1."""
    times = comparing.cells([span(account) for account in accounts], comparing.times)
    places = comparing.cells([place(account) for account in accounts], comparing.places)
    return tuple(
        Told(
            number,
            account,
            tuple(_quotations(account)),
            tuple((mention, _words_of(mention, account)) for mention in account.mentions.all()),
            times[number - 1],
            places[number - 1],
            gettext("account %(n)s") % {"n": number},
        )
        for number, account in enumerate(accounts, 1)
    )


def _quotations(account: Account) -> Iterator[Quotation]:
    text = account.statement.text
    for passage in sorted(account.passages.all(), key=lambda passage: passage.start):
        if passage.about != "mention":
            yield Quotation(passage.about, text[passage.start : passage.end])


def _words_of(mention: Mention, account: Account) -> str:
    found = next((passage for passage in account.passages.all() if passage.pk == mention.passage_id), None)
    return account.statement.text[found.start : found.end] if found else ""


def span(row: Account) -> Span | None:
    """When, as an account says it; None where it does not."""
    return None if row.first is None or row.last is None else Span(row.first, row.last)


def place(row: Account) -> Place | None:
    """Where, as an account says it on a map; None where it does not."""
    if row.lat_e7 is None or row.lon_e7 is None or row.radius_m is None:
        return None
    return Place(row.lat_e7, row.lon_e7, row.radius_m)


def involved_by(involvements: Iterable[Involvement], told: Sequence[Told]) -> tuple[InvolvedRow, ...]:
    """Involvements by name, with what speaks for and against each."""
    mentions = list(chain.from_iterable(one.account.mentions.all() for one in told))
    by_account = {one.account.pk: one for one in told}
    return tuple(_involved(one, by_account, mentions) for one in involvements)


def _involved(one: Involvement, by_account: Mapping[str, Told], mentions: Sequence[Mention]) -> InvolvedRow:
    weighed = [Weighed(bearing, by_account.get(bearing.account_id)) for bearing in one.bearings.all()]
    sides = (tuple(each for each in weighed if each.bearing.direction == direction) for direction in ("for", "against"))
    return InvolvedRow(one, _named(one.person, mentions) if one.person else one.unit_words, *sides)


def _act_row(act: Act, by_account: Mapping[str, Told], mentions: Sequence[Mention], findings: Mapping[str, MedicalFinding]) -> ActRow:
    rests_on = (by_account[citation.account_id] for citation in act.citations.all() if citation.account_id in by_account)
    involved = tuple(_involved(one, by_account, mentions) for one in act.involvements.all())
    injuries = tuple((injury, findings.get(injury.finding_id or "")) for injury in act.injuries.all())
    return ActRow(act, _named(act.victim, mentions), involved, tuple(sorted(rests_on, key=lambda one: one.number)), injuries)


def _stage(row: Detention | Proceeding, by_account: Mapping[str, Told], mentions: Sequence[Mention]) -> StageRow:
    words = row.held_words if isinstance(row, Detention) else row.tried_words
    return StageRow(row, _named(row.person, mentions) or words, by_account.get(row.account_id))


def _named(person: Person | None, mentions: Sequence[Mention]) -> str:
    return _called(person.pk, [name.text for name in person.names.all()], mentions) if person else ""


def _called(person: str | None, names: Sequence[str], mentions: Sequence[Mention]) -> str:
    """A person by their names, else as the accounts describe them; empty where nothing was said."""
    if names:
        return " / ".join(dict.fromkeys(names))
    said = (
        ", ".join(filter(None, (mention.description, mention.rank, mention.unit))) for mention in mentions if mention.person_id == person
    )
    return "; ".join(dict.fromkeys(filter(None, said)))
