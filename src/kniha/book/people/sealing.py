"""Sealed fields of persons: a random key each, wrapped to the person key in the key table (docs/spec/keys.md, rule 2).

Who only has the recipient (courier, importers) can make a person and seal; who has the identity (desk, worker) can open.
"""

from dataclasses import dataclass, field
from typing import Protocol

from kniha.book.people.models import KeyRow, Person, SealedField
from kniha.seal import closing, fields, opening, recipients
from kniha.vocab.errors import NotFoundError
from kniha.vocab.ids import RandomBytes


def new_key(person: str, *, recipient: str, random_bytes: RandomBytes) -> tuple[bytes, KeyRow]:
    """Draw a key for a new person; the row to save holds it wrapped."""
    key = random_bytes(32)
    wrapped = closing.seal_bytes(key, [recipients.parse_recipient(recipient)], random_bytes=random_bytes)
    return key, KeyRow(owner=person, wrapped=wrapped)


def seal(person: str, field: str, plain: str, *, key: bytes, random_bytes: RandomBytes) -> bytes:
    """Seal `plain` as `field` of `person`: it opens under no other name and for no other person."""
    return fields.seal_field(key, f"{person}/{field}", plain.encode(), random_bytes=random_bytes)


class Keys(Protocol):
    """Gives the key under which values of a person are sealed."""

    def key_of(self, person: Person, *, recipient: str, random_bytes: RandomBytes) -> bytes:
        """Return the key of `person`, made now where there is none yet."""


@dataclass(frozen=True, slots=True)
class NewKeys:
    """Keys of persons who are made together: whoever holds these alone opens nothing. They are stored with their persons, or never."""

    rows: list[KeyRow] = field(default_factory=list)

    def key_of(self, person: Person, *, recipient: str, random_bytes: RandomBytes) -> bytes:
        """Draw the key of a person who is made now."""
        key, row = new_key(person.pk, recipient=recipient, random_bytes=random_bytes)
        self.rows.append(row)
        return key

    def store(self) -> None:
        """Put them into the key table, in the transaction in which their persons are entered."""
        KeyRow.objects.bulk_create(self.rows)
        self.rows.clear()


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """Opens what is sealed of persons, with the person identity."""

    identity: str

    def open(self, field: SealedField) -> str:
        """Return the plain text of `field`; NotFoundError where its key was erased."""
        return self.open_value(field.person_id, field.field, bytes(field.sealed))

    def open_value(self, owner: str, name: str, sealed: bytes) -> str:
        """Return the plain text of a value that was sealed as `name` of `owner`; NotFoundError where its key was erased."""
        return fields.open_field(self._unwrap(owner), f"{owner}/{name}", sealed).decode()

    def key_of(self, person: Person, *, recipient: str, random_bytes: RandomBytes) -> bytes:
        """Return the key of `person`, made now where there is none yet."""
        if KeyRow.objects.filter(owner=person.pk).exists():
            return self._unwrap(person.pk)
        key, row = new_key(person.pk, recipient=recipient, random_bytes=random_bytes)
        row.save(force_insert=True)
        return key

    def _unwrap(self, person: str) -> bytes:
        row = KeyRow.objects.filter(owner=person).first()
        if row is None:
            raise NotFoundError("the key of this sealed value is gone: it was erased")
        return opening.open_bytes(bytes(row.wrapped), [recipients.parse_identity(self.identity)])
