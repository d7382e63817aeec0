"""An interview of somebody who turns out to be known: its statement is tied to them, and what is sealed goes with it.

In the field nobody can look whether a person has spoken before. At the desk somebody does; where they have, it takes a lawyer's leave.
"""

from collections.abc import Iterator

from django.db import models, transaction

from kniha.book.access.queries import in_use
from kniha.book.access.standing import standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people import sealing
from kniha.book.people.actions import sealed_field
from kniha.book.people.models import KeyRow, Person, SealedField
from kniha.book.statements import rules
from kniha.book.statements.interviewing import MAY_INTERVIEW, leave_used
from kniha.book.statements.models import Interview, Statement


@transaction.atomic
def tie_source(hand: Hand, statement: Statement, person: Person, *, recipient: str, opening: sealing.PersonKeys) -> Statement:
    """Enter that the source of an interview is `person`. Of the one who was made for it nothing is left but an empty row."""
    statement, person = in_use(statement), in_use(person)
    compartment = statement.compartment
    assert compartment is not None  # what is in use lies somewhere
    actor = standing_hand(hand, compartment).acting_as(*MAY_INTERVIEW)
    interview = Interview.objects.filter(statement=statement).select_related("held_by").first()
    rules.must_be_tied(statement.source_id, person.pk, is_interview=interview is not None)
    assert interview is not None  # so the rule says
    rules.must_lie_together(str(person.compartment_id), compartment.pk)
    made = Person.objects.select_for_update().get(pk=statement.source_id)
    rules.must_be_made_for_it(others=_others(made))
    changes = [
        rows.update(statement, source_id=person.pk),
        *leave_used(person, by=interview.held_by),
        *_sealed_anew(hand, made, person, recipient=recipient, opening=opening),
    ]
    KeyRow.objects.filter(owner=made.pk).delete()
    hand.enter(actor, "interview.tied", changes, cites=[("person", person.pk), ("person", made.pk)])
    return Statement.objects.get(pk=statement.pk)


def _sealed_anew(hand: Hand, made: Person, person: Person, *, recipient: str, opening: sealing.PersonKeys) -> Iterator[rows.Change]:
    """What was sealed under the key of `made`, under that of `person`: the later word stands in place of the earlier."""
    for field in SealedField.objects.filter(person=made).order_by("field"):
        key = opening.key_of(person, recipient=recipient, random_bytes=hand.random_bytes)
        yield sealed_field(hand, person, field.field, opening.open(field), key=key)
        yield rows.delete(field)


def _others(made: Person) -> int:
    """How many rows speak of `made`, beside one statement and what is sealed."""
    manager: models.Manager[models.Model]
    found = 0
    for relation in Person._meta.related_objects:  # noqa: SLF001  Django's public-by-custom API
        model = relation.related_model
        assert not isinstance(model, str)
        if model is not SealedField:
            manager = model._base_manager  # noqa: SLF001
            found += manager.filter(**{relation.field.name: made}).count()
    return found - 1
