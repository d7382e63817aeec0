"""What the page of a person shows of them: names with script and source, mentions by role, what incidents tell, what they allow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kniha.book.events import of_people
from kniha.book.forces import queries as forces
from kniha.book.forces.models import Posting
from kniha.book.people import queries
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Consent, Mention
from kniha.book.work import queries as work
from kniha.desk.forces.commanding import overlapping
from kniha.desk.language import language
from kniha.desk.linking.faces import PERSONS
from kniha.desk.linking.following import of_one
from kniha.desk.request import Who
from kniha.names.scripts import strangers


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling, its script as far as that is one, and the mentions in which it stands."""

    row: PersonName
    script: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a person answered for one purpose and recipient: the answers of all their statements, and whether these differ."""

    purpose: str
    recipient: str
    answers: tuple[Consent, ...]

    @property
    def differ(self) -> bool:
        """Whether they did not answer the same everywhere: then the narrower answer holds until they are asked."""
        return len({one.answer for one in self.answers}) > 1


def known_of(who: Who, person: Person) -> dict[str, object]:
    """Everything of `person` that a page shows and this registrar may see."""
    mentions = list(of_people.mentions(who.registrar, person))
    return {
        **of_one(who, PERSONS, person),
        "names": tuple(_names(queries.names(who.registrar, person), mentions)),
        "mentions": tuple((role, tuple(found)) for role, found in groupby(mentions, key=lambda one: one.role)),
        "acts": of_people.acts_suffered(who.registrar, person),
        "involvements": of_people.involvements(who.registrar, person),
        "detentions": of_people.detentions(who.registrar, person),
        "proceedings": of_people.proceedings(who.registrar, person),
        "postings": (served := tuple(_postings(who, person))),
        "two_units": overlapping(served),
        "interviews": of_people.interviews(who.registrar, person),
        "allowed": tuple(_allowed(of_people.consents(who.registrar, person))),
        "requests": work.requests(who.registrar).filter(person=person),
        "tasks": work.tasks_about(who.registrar, person),
    }


def script_of(text: str) -> str:
    """`cyrillic`, `latin`, `mixed` or `other`: of a word that mixes them a search makes another name."""
    found = {name for letter in text if (name := _script(letter))}
    if strangers(text) or len(found) > 1:
        return "mixed"
    return found.pop() if found else "other"


def _script(letter: str) -> str:
    if not letter.isalpha():
        return ""
    return "latin" if letter.isascii() or "\u00c0" <= letter <= "\u024f" else "cyrillic" if "\u0400" <= letter <= "\u052f" else "other"


def _names(names: Iterable[PersonName], mentions: Sequence[Mention]) -> Iterator[Name]:
    for row in names:
        yield Name(row, script_of(row.text), tuple(one for one in mentions if one.name == row.text))


def _postings(who: Who, person: Person) -> Iterator[tuple[Posting, str]]:
    """Which posts they held, each with what its unit is called."""
    found = list(forces.postings_of(who.registrar, person))
    called = forces.called(who.registrar, (one.unit_id for one in found), language=language())
    yield from ((one, called[one.unit_id]) for one in found)


def _allowed(consents: Iterable[Consent]) -> Iterator[Allowed]:
    for (purpose, recipient), found in groupby(consents, key=lambda one: (one.purpose, one.recipient)):
        yield Allowed(purpose, recipient, tuple(found))
