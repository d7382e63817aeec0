"""What was read of medical papers becomes entries, in the name of whoever confirmed the list; the persons are those whom lists brought."""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kniha.book.access.models import Compartment
from kniha.book.access.queries import visible
from kniha.book.access.standing import standing_hand
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.medicine.listed import Allowed, ListedPaper, paper_entry
from kniha.book.medicine.reporting import MAY_TYPE, Sealing
from kniha.book.people.models import Person
from kniha.book.people.sealing import NewKeys
from kniha.book.statements.models import Mention
from kniha.runs.importing.entries import Desk
from kniha.runs.importing.readings import Reading
from kniha.vocab.errors import MalformedError, RefusedError

_OF_AGE = 18
_YEARS = re.compile(r"\D*(\d{1,3})\D*")


def secret_of(naming_key: bytes) -> bytes:
    """The key of the digests by which rows of medical lists are known again (docs/spec/keys.md)."""
    return hmac.digest(naming_key, b"kniha/v1/medical-list", "sha256")


@dataclass(frozen=True, slots=True)
class Filing:
    """What it takes to enter medical papers: to whom keys of persons are wrapped, and the key of the digests of rows."""

    recipient: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one batch: who enters, as what they stand there now, and who of the register was examined."""

    standing: Hand
    compartment: Compartment
    sealing: Sealing
    keys: NewKeys
    subjects: Mapping[str, Sequence[Person]]

    def entry(self, desk: Desk, reading: Reading) -> Draft:
        """The entry that files a paper; MalformedError with the reason where it must be refused."""
        listed = self._listed(desk, reading)
        try:
            return paper_entry(self.standing, self.compartment, listed, sealing=self.sealing)
        except RefusedError as error:
            raise MalformedError(str(error)) from error

    def _listed(self, desk: Desk, reading: Reading) -> ListedPaper:
        assert reading.paper is not None  # of this kind
        person, draft = None, reading.paper.draft
        if reading.paper.person is not None:
            person = self._person(desk, reading.paper.person)
            draft = replace(draft, needs_specialist=draft.needs_specialist or _is_under_age(person.age_told))
        consents = [
            Allowed(purpose, answer, desk.mapping.consent[purpose].giver, desk.mapping.consent[purpose].recipient)
            for purpose, answer in reading.consents.items()
        ]
        return ListedPaper(reading.record, reading.digest, person.pk if person else None, reading.came_to_be, consents, draft)

    def _person(self, desk: Desk, record: str) -> Person:
        """The one person; a paper is tied to nobody by a guess."""
        found, column = self.subjects.get(record, ()), desk.mapping.columns.person
        if not found:
            raise MalformedError(f"column {column!r}: nobody of this id is a person of the register here; import the persons first")
        if len(found) > 1:
            raise MalformedError(f"column {column!r}: several persons of the register came from the row of this id")
        return found[0]


def papers_of(desk: Desk, compartment: Compartment, readings: Sequence[Reading], filing: Filing) -> Papers:
    """Prepare a batch, inside its transaction. RefusedError where they may not type papers here any more: that stops the run."""
    standing = standing_hand(desk.hand, compartment)
    must_be_typist(standing)
    keys = NewKeys()
    return Papers(standing, compartment, Sealing(filing.recipient, keys), keys, _subjects(standing, compartment, readings))


def must_be_typist(standing: Hand) -> None:
    """RefusedError for a process, and for whoever may not type a paper."""
    if standing.registrar is None:
        raise RefusedError("a medical paper is entered in the name of a registrar who may type it")
    standing.acting_as(*MAY_TYPE)


def _subjects(standing: Hand, compartment: Compartment, readings: Sequence[Reading]) -> Mapping[str, Sequence[Person]]:
    """By the record of the list that brought them: the persons whom the registrar may know of, held until the batch is entered."""
    assert standing.registrar is not None  # see above
    records = {reading.paper.person for reading in readings if reading.paper and reading.paper.person}
    told = Mention.objects.filter(
        account__statement__record__in=records, account__statement__compartment=compartment, person__compartment=compartment
    ).exclude(account__statement__record="")
    pairs = set(told.values_list("account__statement__record", "person_id"))
    known = set(visible(Person.objects.filter(pk__in={person for _, person in pairs}), standing.registrar).values_list("pk", flat=True))
    people = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=known, compartment=compartment)}
    found: dict[str, list[Person]] = {}
    for record, person in sorted(pairs):
        if person in people:
            found.setdefault(record, []).append(people[person])
    return found


def _is_under_age(told: str) -> bool:
    years = _YEARS.fullmatch(told)
    return years is not None and int(years[1]) < _OF_AGE
