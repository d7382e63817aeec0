"""What was read of units and of what is told of them becomes entries: a statement of what the list says, and the values on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kniha.book.forces.models import Counted, Departure, Deployment, Headcount, Posting, UnitName
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.journal.recording import Draft
from kniha.book.statements.models import Mention
from kniha.book.work.lists import MAY_IMPORT
from kniha.runs.importing.entries import Desk, heard
from kniha.runs.importing.readings import PostingReading, Reading, UnitReading
from kniha.vocab.errors import MalformedError
from kniha.vocab.ids import Id


@dataclass(frozen=True, slots=True)
class Known:
    """What lists brought here before, by record: units with the account that tells of them, persons, and postings."""

    units: Mapping[str, tuple[Id, Id]]
    persons: Mapping[str, Id]
    postings: Mapping[str, Posting]
    values: Mapping[str, Deployment | Counted]


def known_to(desk: Desk, readings: Sequence[Reading]) -> Known:
    """What the readings of a batch may refer to, in four queries; of this compartment alone."""
    units = {reading.record for reading in readings if reading.unit}
    postings = [reading for reading in readings if reading.posting]
    units |= {reading.posting.unit for reading in postings if reading.posting}
    persons = {reading.posting.person for reading in postings if reading.posting}
    values = [reading for reading in readings if reading.value]
    units |= {reading.value.unit for reading in values if reading.value}
    return Known(units_of(desk, units), _persons_of(desk, persons), _postings_of(desk, postings), _values_of(desk, values))


def units_of(desk: Desk, records: Iterable[str]) -> dict[str, tuple[Id, Id]]:
    """By record: the unit that it was made into, and the account that told of it last."""
    found = _mentions(desk, records).filter(known_unit__isnull=False)
    order = ("account__statement__received_on", "pk")
    values = found.order_by(*order).values_list("account__statement__record", "known_unit_id", "account_id")
    return {record: (Id(unit), Id(account)) for record, unit, account in values}


def unit_entry(desk: Desk, reading: Reading, *, known: Id | None) -> Draft:
    """The entry that files what a list says of one unit; of one that it told of before, with the names that are new."""
    assert reading.unit is not None  # of this kind
    hand, spoken = desk.hand, heard(desk, reading, known=())
    unit = known or hand.new_id()
    changes = [*spoken.changes]
    if known is None:
        sort = reading.unit.sort
        changes.append(rows.insert(Unit, unit, kind=sort.kind, force=sort.force, country=sort.country))
    changes += _new_names(desk, reading, reading.unit, unit=unit, account=spoken.account, is_known=known is not None)
    changes.append(
        rows.insert(
            Mention, hand.new_id(), account_id=spoken.account, role="not-known", unit=reading.unit.names[0].text[:200], known_unit_id=unit
        )
    )
    return hand.draft(hand.acting_as(*MAY_IMPORT), "unit.imported", changes, cites=[("unit", unit)])


def posting_entry(desk: Desk, reading: Reading, known: Known) -> Draft:
    """The entry that files a posting; one that the list told of before is corrected. MalformedError where person or unit is not here."""
    posting = reading.posting
    assert posting is not None  # of this kind
    person, unit = _referred(desk, posting, known)
    hand, spoken = desk.hand, heard(desk, reading, known=())
    earlier = known.postings.get(reading.record)
    change = (
        rows.insert(
            Posting,
            hand.new_id(),
            person_id=person,
            unit_id=unit,
            **posting.draft.fields(),
            **source_of(desk, reading.record, spoken.account),
        )
        if earlier is None
        else rows.update(earlier, **posting.draft.fields())
    )
    mention = rows.insert(
        Mention, hand.new_id(), account_id=spoken.account, person_id=person, known_unit_id=unit, role=desk.mapping.person.role,
        rank=posting.draft.rank, description=posting.draft.post,
    )  # fmt: skip
    cites = [("person", person), ("unit", unit)]
    return hand.draft(hand.acting_as(*MAY_IMPORT), "posting.imported", [*spoken.changes, mention, change], cites=cites)


def value_entry(desk: Desk, reading: Reading, known: Known) -> Draft:
    """The entry that files what a list tells of a unit; what it told before is corrected. MalformedError where the unit is not here."""
    value = reading.value
    assert value is not None  # of this kind
    unit = _unit(desk, value.unit, known)
    hand, spoken = desk.hand, heard(desk, reading, known=())
    model, earlier = _MODELS[desk.mapping.kind], known.values.get(reading.record)
    change = (
        rows.insert(model, hand.new_id(), unit_id=unit, **value.draft.fields(), **source_of(desk, reading.record, spoken.account))
        if earlier is None
        else rows.update(earlier, **value.draft.fields())
    )
    mention = rows.insert(Mention, hand.new_id(), account_id=spoken.account, role="not-known", known_unit_id=unit)
    return hand.draft(
        hand.acting_as(*MAY_IMPORT),
        "deployment.imported" if model is Deployment else "headcount.imported" if model is Headcount else "departure.imported",
        [*spoken.changes, mention, change],
        cites=[("unit", unit)],
    )


_MODELS: Mapping[str, type[Deployment | Headcount | Departure]] = {
    "deployments": Deployment,
    "headcounts": Headcount,
    "departures": Departure,
}


def source_of(desk: Desk, record: str, account: Id) -> dict[str, object]:
    """Where anybody may read the list, with the record's id; else the account that was filed of it."""
    read_in = desk.mapping.forces.read_in
    return {"read_in": f"{read_in}; {record}"} if read_in else {"account_id": account}


def _new_names(desk: Desk, reading: Reading, told_of: UnitReading, *, unit: Id, account: Id, is_known: bool) -> Iterator[rows.Change]:
    there = set(UnitName.objects.filter(unit=unit).values_list("text", flat=True)) if is_known else set()
    for name in told_of.names:
        if name.text not in there:
            yield rows.insert(UnitName, desk.hand.new_id(), unit_id=unit, **name.fields(), **source_of(desk, reading.record, account))


def _referred(desk: Desk, posting: PostingReading, known: Known) -> tuple[Id, Id]:
    columns = desk.mapping.columns
    if posting.person not in known.persons:
        raise MalformedError(f"column {columns.person!r}: nobody of this id is a person of the register here; import the persons first")
    return known.persons[posting.person], _unit(desk, posting.unit, known)


def _unit(desk: Desk, record: str, known: Known) -> Id:
    if record not in known.units:
        raise MalformedError(f"column {desk.mapping.columns.unit!r}: no unit of this id is here; import the units first")
    return known.units[record][0]


def _persons_of(desk: Desk, records: Iterable[str]) -> dict[str, Id]:
    found = _mentions(desk, records).filter(person__compartment=desk.compartment).order_by("account__coded_on", "pk")
    people: dict[str, Id] = {}
    for record, person in found.values_list("account__statement__record", "person_id"):
        people.setdefault(record, Id(person))
    return people


def _postings_of(desk: Desk, readings: Sequence[Reading]) -> dict[str, Posting]:
    """The postings that these records were made into: by their account, or by where they may be read."""
    records = [reading.record for reading in readings]
    read_in = desk.mapping.forces.read_in
    if read_in:
        rested = Posting.objects.filter(read_in__in=[f"{read_in}; {record}" for record in records])
        return {row.read_in.removeprefix(f"{read_in}; "): row for row in rested.filter(person__compartment=desk.compartment)}
    rows_of = Posting.objects.filter(account__statement__record__in=records, account__statement__compartment=desk.compartment)
    return {row.account.statement.record: row for row in rows_of.select_related("account__statement") if row.account}


def _values_of(desk: Desk, readings: Sequence[Reading]) -> dict[str, Deployment | Counted]:
    """What these records were made into: by their account, or by where they may be read."""
    if not readings:
        return {}
    records, read_in, model = [reading.record for reading in readings], desk.mapping.forces.read_in, _MODELS[desk.mapping.kind]
    manager = model._base_manager  # noqa: SLF001  Django's public-by-custom API
    if read_in:
        rested = manager.filter(read_in__in=[f"{read_in}; {record}" for record in records])
        return {row.read_in.removeprefix(f"{read_in}; "): row for row in rested}
    rows_of = manager.filter(account__statement__record__in=records, account__statement__compartment=desk.compartment)
    return {row.account.statement.record: row for row in rows_of.select_related("account__statement") if row.account}


def _mentions(desk: Desk, records: Iterable[str]) -> QuerySet[Mention]:
    return Mention.objects.filter(account__statement__record__in=list(records), account__statement__compartment=desk.compartment).exclude(
        account__statement__record=""
    )
