"""What an incident rests on, as the page shows it: accounts with their passages, what they cite, where they contradict."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from kniha.book.access.models import Registrar
from kniha.book.events import queries
from kniha.book.events.models import Act, Incident
from kniha.book.statements.models import Account, Mention
from kniha.vocab.place import Place, distance_m


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a statement that a coded value rests on."""

    about: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One account beside the others: its number on the page, its words, and the accounts that say another time or place."""

    number: int
    account: Account
    quotations: tuple[Quotation, ...]
    mentions: tuple[tuple[Mention, str], ...]
    other_time: tuple[int, ...]
    other_place: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act with the people in it by name, and the numbers of the accounts it rests on."""

    act: Act
    victim: str
    involved: tuple[tuple[object, str], ...]
    rests_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that the page of an incident shows beside its conclusions."""

    told: tuple[Told, ...]
    when: tuple[Told, ...]
    where: tuple[Told, ...]
    acts: tuple[ActRow, ...]


def sources_of(registrar: Registrar, incident: Incident) -> Sources:
    """Read what `incident` rests on."""
    accounts = list(queries.accounts(registrar, incident))
    told = told_by(accounts)
    numbers = {one.account.pk: one for one in told}
    cited = {(citation.about, citation.account_id) for citation in queries.citations(registrar, incident)}
    mentions = list(chain.from_iterable(account.mentions.all() for account in accounts))
    return Sources(
        told=told,
        when=tuple(one for one in told if ("when", one.account.pk) in cited),
        where=tuple(one for one in told if ("where", one.account.pk) in cited),
        acts=tuple(_act_row(act, numbers, mentions) for act in queries.acts(registrar, incident)),
    )


def told_by(accounts: Sequence[Account]) -> tuple[Told, ...]:
    """Accounts side by side, numbered from 1."""
    places = [_place(account) for account in accounts]
    return tuple(
        Told(
            number,
            account,
            tuple(_quotations(account)),
            tuple((mention, _words_of(mention, account)) for mention in account.mentions.all()),
            tuple(n for n, other in enumerate(accounts, 1) if _says_another_time(account, other)),
            tuple(n for n, there in enumerate(places, 1) if _is_another_place(places[number - 1], there)),
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


def _says_another_time(one: Account, other: Account) -> bool:
    """Whether the two cannot both be right: their intervals have no moment in common."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.last < other.first or other.last < one.first


def _is_another_place(here: Place | None, there: Place | None) -> bool:
    """Whether the two circles do not meet."""
    if here is None or there is None or here == there:
        return False
    return distance_m(here, there) > here.radius_m + there.radius_m


def _place(row: Account) -> Place | None:
    if row.lat_e7 is None or row.lon_e7 is None or row.radius_m is None:
        return None
    return Place(row.lat_e7, row.lon_e7, row.radius_m)


def _act_row(act: Act, numbers: dict[str, Told], mentions: Sequence[Mention]) -> ActRow:
    rests_on = sorted(numbers[citation.account_id].number for citation in act.citations.all() if citation.account_id in numbers)
    involved = tuple(
        (one, _called(one.person_id, [name.text for name in one.person.names.all()], mentions)) for one in act.involvements.all()
    )
    victim = _called(act.victim_id, [name.text for name in act.victim.names.all()], mentions) if act.victim else ""
    return ActRow(act, victim, involved, tuple(rests_on))


def _called(person: str | None, names: Sequence[str], mentions: Sequence[Mention]) -> str:
    """A person by their names, else as the accounts describe them; empty where nothing was said."""
    if names:
        return " / ".join(dict.fromkeys(names))
    said = (
        ", ".join(filter(None, (mention.description, mention.rank, mention.unit))) for mention in mentions if mention.person_id == person
    )
    return "; ".join(dict.fromkeys(filter(None, said)))
