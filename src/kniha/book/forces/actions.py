"""What may happen to what is known of units. Values are added and withdrawn, each by an entry with its source or reason; none is lost."""

from typing import TypeVar

from django.db import models, transaction

from kniha.book.access.queries import in_use
from kniha.book.classes import Journalled
from kniha.book.forces import queries, reaching, rules
from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft, days
from kniha.book.forces.models import Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.people.models import Person
from kniha.vocab.errors import NotFoundError, RefusedError
from kniha.vocab.span import Span

Part = TypeVar("Part", bound=Journalled)

MAY_ORDER = ("clerk", "investigator", "analyst", "lawyer")
"""Who registers units, and what is known of them."""


@transaction.atomic
def register_unit(hand: Hand, draft: UnitDraft, name: UnitNameDraft, *, source: Source) -> Unit:
    """Enter a unit with its first name. Whether it is known already under another is for people to see: the desk shows who is alike."""
    actor = hand.acting_as(*MAY_ORDER)
    reaching.reach_of_source(source)
    unit = hand.new_id()
    changes = [
        rows.insert(Unit, unit, kind=draft.kind, force=draft.force, country=draft.country),
        rows.insert(UnitName, hand.new_id(), unit_id=unit, **name.fields(), **source.fields()),
    ]
    hand.enter(actor, "unit.registered", changes, cites=reaching.cites(source))
    return Unit.objects.get(pk=unit)


@transaction.atomic
def describe_unit(hand: Hand, unit: Unit, draft: UnitDraft, *, seen: int | None = None) -> Unit:
    """Set kind, force and country anew; ChangedError where somebody did so since `seen`."""
    actor = hand.acting_as(*MAY_ORDER)
    unit = reaching.locked(unit)
    must_be_unchanged(("unit", unit.pk), seen)
    change = rows.update(unit, kind=draft.kind, force=draft.force, country=draft.country)
    hand.enter(actor, "unit.described", [change])
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def name_unit(hand: Hand, unit: Unit, name: UnitNameDraft, *, source: Source) -> UnitName:
    """Enter one more name. A name that anybody may read opens the unit to all registrars."""
    actor = hand.acting_as(*MAY_ORDER)
    unit = reaching.locked(unit)
    reach = reaching.reach_of_source(source)
    if reach is not None:
        rules.must_be_reached(reaching.reach_of(unit), reach)
    told = name.fields()
    rules.must_be_new(UnitName.objects.filter(unit=unit, **told, **source.fields()).exists())
    change = rows.insert(UnitName, hand.new_id(), unit=unit, **told, **source.fields())
    hand.enter(actor, "unit.named", [change], cites=reaching.cites(source))
    return UnitName.objects.get(pk=change.id)


@transaction.atomic
def place_unit(hand: Hand, unit: Unit, parent: Unit, told: Span, *, source: Source, words: str = "") -> UnitParent:
    """Enter that `unit` belonged to `parent` for some time."""
    rules.must_be_two(unit.pk, parent.pk)
    actor = hand.acting_as(*MAY_ORDER)
    held = {one.pk: one for one in Unit.objects.select_for_update().filter(pk__in=[unit.pk, parent.pk]).order_by("pk")}
    if len(held) < 2:
        raise NotFoundError("there is no such thing here")
    reach = rules.shared([reaching.reach_of(held[unit.pk]), reaching.reach_of(held[parent.pk]), reaching.reach_of_source(source)])
    rules.must_be_reached(reach)
    rules.must_not_circle(unit.pk, parent.pk, told, reaching.links_from(reach))
    fields = {"unit": unit, "parent": parent, **days(told), **source.fields()}
    rules.must_be_new(UnitParent.objects.filter(**fields).exists())
    change = rows.insert(UnitParent, hand.new_id(), words=words.strip(), **fields)
    hand.enter(actor, "unit.placed", [change], cites=reaching.cites(source))
    return UnitParent.objects.get(pk=change.id)


@transaction.atomic
def enter_posting(hand: Hand, person: Person, unit: Unit, draft: PostingDraft, *, source: Source) -> Posting:
    """Enter that `person` held a post in `unit` for some time. It says nothing of what they did there."""
    actor = hand.acting_as(*MAY_ORDER)
    person, unit = in_use(person), reaching.locked(unit)
    lying = frozenset({str(person.compartment_id)})
    rules.must_be_reached(lying, reaching.reach_of_source(source))
    rules.must_be_reached(lying, reaching.reach_of(unit))
    fields = {"person": person, "unit": unit, **draft.fields(), **source.fields()}
    rules.must_be_new(Posting.objects.filter(**fields).exists())
    change = rows.insert(Posting, hand.new_id(), **fields)
    hand.enter(actor, "posting.entered", [change], cites=[*reaching.cites(source), ("person", person.pk), ("unit", unit.pk)])
    return Posting.objects.get(pk=change.id)


@transaction.atomic
def correct_posting(hand: Hand, posting: Posting, draft: PostingDraft, *, seen: int | None = None) -> Posting:
    """Set the post, rank and days of a posting anew, from the same source; ChangedError where somebody did so since `seen`."""
    actor = hand.acting_as(*MAY_ORDER)
    in_use(posting.person)
    posting = _still(posting)
    must_be_unchanged(("posting", posting.pk), seen)
    cites = [("person", posting.person_id), ("unit", posting.unit_id)]
    hand.enter(actor, "posting.corrected", [rows.update(posting, **draft.fields())], cites=cites)
    return Posting.objects.get(pk=posting.pk)


@transaction.atomic
def withdraw_part(hand: Hand, part: UnitName | UnitParent | Posting, *, reason: str) -> None:
    """Withdraw a name, a parent or a posting that was entered in error, a posting with its call signs. The entries stay."""
    rules.must_say_why(reason)
    actor = hand.acting_as(*MAY_ORDER)
    unit = reaching.locked(part.unit)
    if isinstance(part, UnitName):
        _must_keep_a_name(hand, unit, part)
    signs = part.call_signs.select_for_update().order_by("pk") if isinstance(part, Posting) else ()
    changes = [*(rows.delete(sign) for sign in signs), rows.delete(_still(part))]
    hand.enter(actor, "unit.part_withdrawn", changes, cites=[("unit", unit.pk)], reason=reason.strip())


def _must_keep_a_name(hand: Hand, unit: Unit, name: UnitName) -> None:
    """As far as the one who withdraws may see: what lies elsewhere must not be told by a refusal."""
    if hand.registrar is None:
        raise RefusedError("a name is withdrawn by a registrar")
    who = hand.registrar
    resting = [
        found.pk
        for rows_of in (queries.parents_of, queries.children_of, queries.postings_in, queries.mentions_of, queries.involvements_of)
        for found in rows_of(who, unit)[:1]
    ]
    resting += [sign.pk for sign in queries.sourced(who, unit.call_signs.all())[:1]]
    resting += [
        one.pk
        for held in (unit.deployments, unit.tasked_deployments, unit.headcounts, unit.departures)
        for one in queries.sourced(who, held.all())[:1]
    ]
    rules.must_keep_a_name(queries.names_of(who, unit).exclude(pk=name.pk).count(), resting)


def _still(part: Part) -> Part:
    """`part` as it is now, held until the action ends."""
    manager: models.Manager[Part] = type(part)._base_manager  # noqa: SLF001  Django's public-by-custom API
    found = manager.select_for_update().filter(pk=part.pk).first()
    if found is None:
        raise NotFoundError("there is no such thing here")
    return found
