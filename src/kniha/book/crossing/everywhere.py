"""The one module that reads names over the walls of compartments, for the worker as principal `register`. No face imports it.

An import contract holds that (pyproject.toml): what is read here may become a hint to a keeper or a conflict of interest, and nothing else.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from kniha.book.crossing.drafts import Found, Told
from kniha.book.crossing.models import Inquiry
from kniha.book.journal import reading
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Mention, Statement


def waiting() -> tuple[Inquiry, ...]:
    """The inquiries that nobody looked for yet, oldest first."""
    found = Inquiry.objects.filter(state="waits", person__compartment__isnull=False).select_related("person")
    return tuple(found.order_by("asked_on", "pk"))


def names_of(person: Person) -> tuple[str, ...]:
    """All names under which the register holds `person`."""
    written = PersonName.objects.filter(person=person).values_list("text", flat=True)
    mentioned = Mention.objects.filter(person=person).exclude(name="").values_list("name", flat=True)
    return tuple(sorted({*written, *mentioned}))


def names_elsewhere(compartment: str) -> Iterator[Told]:
    """Every name of a person or a mention outside of `compartment`."""
    for told in _names(PersonName.objects.all(), Mention.objects.all()):
        if told.record.compartment != compartment:
            yield told


def told_between(first: int, last: int) -> Iterator[Told]:
    """All words that the entries from `first` up to but not including `last` wrote: statements, mentions, names of persons."""
    touched: dict[str, set[str]] = {"statement": set(), "mention": set(), "personname": set()}
    for entry in reading.entries(start=first, stop=last):
        for _, table, row in entry.skeleton.changes:
            if table in touched:
                touched[table].add(row)
    for text in Statement.objects.filter(pk__in=touched["statement"], compartment__isnull=False):
        words = "\n".join((text.text, text.when_words, text.where_words, text.hurt_words, text.doers_words))
        yield Told(Found("statement", text.pk, str(text.compartment_id)), words, is_name=False)
    yield from _names(PersonName.objects.filter(pk__in=touched["personname"]), Mention.objects.filter(pk__in=touched["mention"]))


Record = Person | Statement


def record(found: Found) -> Record | None:
    """The record itself, if it is still there."""
    if found.table == "person":
        return Person.objects.filter(pk=found.row, compartment__isnull=False).select_related("compartment").first()
    return Statement.objects.filter(pk=found.row, compartment__isnull=False).select_related("compartment").first()


def _names(names: QuerySet[PersonName], mentions: QuerySet[Mention]) -> Iterator[Told]:
    for name in names.filter(person__compartment__isnull=False).select_related("person").iterator(chunk_size=2000):
        yield Told(Found("person", name.person_id, str(name.person.compartment_id)), name.text, is_name=True)
    told = mentions.filter(account__statement__compartment__isnull=False).select_related("account__statement", "person")
    for mention in told.iterator(chunk_size=2000):
        statement, person = mention.account.statement, mention.person
        if person is not None and person.compartment_id is not None:
            record = Found("person", person.pk, str(person.compartment_id))
        else:
            record = Found("statement", statement.pk, str(statement.compartment_id))
        yield Told(record, mention.name, is_name=True)
        if mention.unit or mention.call_sign:
            yield Told(record, f"{mention.unit} {mention.call_sign}", is_name=False)
