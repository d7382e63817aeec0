"""Speakers of a message as a page shows them: each with all that a call sign may have stood for, by name and source."""

from collections.abc import Iterator
from dataclasses import dataclass

from kniha.book.communications import queries
from kniha.book.communications.models import Communication, Speaker
from kniha.book.communications.queries import Candidate
from kniha.book.forces import queries as forces
from kniha.book.people.models import Person
from kniha.desk.language import language
from kniha.desk.request import Who


@dataclass(frozen=True, slots=True)
class Meant:
    """A candidate, with what its unit is called and who held the posting."""

    candidate: Candidate
    unit: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A speaker, and who may have been meant."""

    row: Speaker
    meant: tuple[Meant, ...]
    is_ambiguous: bool


def heard_of(who: Who, found: Communication) -> Iterator[Shown]:
    """The speakers of a message."""
    heard = queries.speakers(who.registrar, found)
    candidates = [one for speaker in heard for one in speaker.resolved.candidates]
    called = forces.called(who.registrar, {one.unit.pk for one in candidates}, language=language())
    people = forces.people_of(who.registrar, [one.posting for one in candidates if one.posting is not None])
    for speaker in heard:
        meant = tuple(
            Meant(one, called.get(one.unit.pk, ""), people.get(one.posting.person_id) if one.posting else None)
            for one in speaker.resolved.candidates
        )
        yield Shown(speaker.row, meant, speaker.resolved.is_ambiguous)
