"""What a registrar may see of erasures and holds: those who administer them, of their compartments. For all others they are not there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Q, QuerySet

from kniha.book.access import leads
from kniha.book.access.models import Compartment, Membership, Registrar
from kniha.book.access.queries import one, roles, visible
from kniha.book.access.standing import standing
from kniha.book.erasure import carrying, conclusions, parts
from kniha.book.erasure.carrying import Carrying
from kniha.book.erasure.models import Erasure, Hold, Remains
from kniha.book.erasure.parts import Parts, Ref, ids
from kniha.book.erasure.rules import FATES, TARGETS
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Exhibit, Thing
from kniha.book.journal import reading
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Mention, Statement
from kniha.vocab.errors import NotFoundError

Administered = TypeVar("Administered", Erasure, Hold)

DUE_WITHIN = timedelta(days=14)
LEAVING = frozenset({"proof.exported", "list.handed_out"})
"""The actions by which something on an incident leaves the house."""


def administered(registrar: Registrar) -> QuerySet[Compartment]:
    """The compartments of which `registrar` decides on erasures and holds: as a lawyer or custodian who is a member, or as keeper."""
    of_theirs = Membership.objects.filter(registrar=registrar, registrar__frozen=False)
    if roles(registrar).isdisjoint({"lawyer", "custodian"}):
        of_theirs = of_theirs.filter(keeper=True)
    return Compartment.objects.filter(pk__in=of_theirs.values("compartment"))


def _without_conflicts(found: QuerySet[Administered], registrar: Registrar) -> QuerySet[Administered]:
    """They name what they are about by its id alone: what a conflict of interest keeps away takes them along."""
    if not registrar.kept_from:
        return found
    for model in (Person, Statement, Exhibit):
        known = leads.without(model.objects.filter(compartment__isnull=False), registrar.kept_from, path="compartment")
        kept = model.objects.filter(compartment__isnull=False).exclude(pk__in=known.values("pk"))
        found = found.exclude(row__in=kept.values("pk"))
    return found


def erasures(registrar: Registrar) -> QuerySet[Erasure]:
    """The erasures that `registrar` may know of, those that wait first, then the newest."""
    found = _without_conflicts(visible(Erasure.objects.filter(compartment__in=administered(registrar)), registrar), registrar)
    order = models.Case(models.When(state="asked", then=0), models.When(state="waiting", then=1), default=2)
    return found.select_related("asked_by", "decided_by", "compartment").order_by(order, "-asked_on", "pk")


def erasure(registrar: Registrar, erasure_id: str) -> Erasure:
    """One erasure, or NotFoundError."""
    return one(erasures(registrar), pk=erasure_id)


def holds(registrar: Registrar) -> QuerySet[Hold]:
    """The holds that `registrar` may know of: standing ones by the day of their review, then lifted ones."""
    found = _without_conflicts(visible(Hold.objects.filter(compartment__in=administered(registrar)), registrar), registrar)
    order = models.Case(models.When(state="standing", then=0), default=1)
    return found.select_related("placed_by", "lifting_by", "lifted_by", "compartment").order_by(order, "review_on", "pk")


def hold(registrar: Registrar, hold_id: str) -> Hold:
    """One hold, or NotFoundError."""
    return one(holds(registrar), pk=hold_id)


def to_decide(registrar: Registrar) -> QuerySet[Erasure]:
    """Erasures that wait for a second registrar, and were not asked for by this one."""
    return erasures(registrar).filter(state="asked").exclude(asked_by=registrar)


def holds_due(registrar: Registrar, today: date) -> QuerySet[Hold]:
    """Standing holds that somebody has to look at by two weeks from now, or whose lifting was proposed by another."""
    proposed = Q(lifting_by__isnull=False) & ~Q(lifting_by=registrar)
    return holds(registrar).filter(Q(review_on__lte=today + DUE_WITHIN) | proposed, state="standing")


def target(registrar: Registrar, table: str, row: str) -> Ref:
    """A person, statement, exhibit or thing that `registrar` may ask to be erased or held; NotFoundError for anything else."""
    if table not in TARGETS:
        raise NotFoundError("there is no such thing here")
    one(visible(parts.lying(table), registrar).filter(compartment__in=administered(registrar)), pk=row)
    return (table, row)


@dataclass(frozen=True, slots=True)
class Open:
    """What stands open on one row, for a registrar who administers erasures and holds there."""

    erasure: Erasure | None
    holds: tuple[Hold, ...]


def open_on(registrar: Registrar, target: Ref, compartment: Compartment | None) -> Open | None:
    """What a page offers on `target`; None for whoever does not administer it. A courtesy: the action decides."""
    if compartment is None or standing(registrar, compartment).isdisjoint({"lawyer", "custodian", "keeper"}):
        return None
    table, row = target
    asked = Erasure.objects.filter(table=table, row=row, state__in=("asked", "waiting")).first()
    return Open(asked, tuple(Hold.objects.filter(table=table, row=row, state="standing").order_by("review_on", "pk")))


@dataclass(frozen=True, slots=True)
class Left:
    """Something that left the house and rests on what is erased: which incident it proves, the day, who handed it out."""

    number: str
    day: str
    registrar: str
    action: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would do now, counted."""

    gone: Mapping[str, int]
    sealed: Mapping[str, int]
    values: int
    files: int
    shared: int
    incidents: tuple[tuple[Incident, int, bool], ...]
    """Number, how many acts lose their last source, whether an accepted one returns to review."""
    others: int
    """Statements of others that speak of the same people; their words stay."""
    left: tuple[Left, ...]
    choices: tuple[tuple[str, str, str, str], ...]
    """Words of conclusions that may be chosen to go as well: table, row, field, words."""


@transaction.atomic
def preview(registrar: Registrar, target: Ref) -> Preview:
    """Work out what erasing `target` would do, without doing it."""
    weighed = carrying.weigh(target, held=parts.held())
    touched = [loss.incident for loss in weighed.losses]
    seen = list(visible(Incident.objects.filter(pk__in=[incident.pk for incident in touched]), registrar).order_by("number"))
    return Preview(
        gone=_counted(frozenset(part for part in weighed.gone if FATES[part[0]].readable)),
        sealed=_counted(weighed.sealed),
        values=len(weighed.blanked) + sum(len(loss.blanked) for loss in weighed.losses),
        files=len(weighed.blobs),
        shared=weighed.shared,
        incidents=tuple((loss.incident, loss.unsupported_acts, loss.returns) for loss in weighed.losses if loss.incident in seen),
        others=len(_others(weighed)),
        left=tuple(what_left(seen)),
        choices=tuple(_not_going_anyway(weighed, seen)),
    )


def what_left(incidents: list[Incident]) -> Iterator[Left]:
    """Proofs and other files on `incidents` that were handed out, oldest first: nobody can take them back."""
    numbers = {incident.pk: incident.number for incident in incidents}
    for entry in reading.entries_of(numbers):
        if entry.skeleton.action in LEAVING:
            told = entry.told()
            for row in sorted({row for _, row in entry.skeleton.cites} & numbers.keys()):
                yield Left(numbers[row], str(told.get("day", "")), str(told.get("registrar", "")), entry.skeleton.action)


def rests_on(registrar: Registrar, erasure: Erasure) -> list[Incident]:
    """The incidents that lost a source by `erasure`, by their entries, as far as `registrar` may see them."""
    touched = {
        row for entry in reading.entries_of([erasure.pk]) for _, table, row in entry.skeleton.changes if table == "incident"
    }  # fmt: skip
    return list(visible(Incident.objects.filter(pk__in=touched), registrar).order_by("number"))


def states_of_all() -> tuple[frozenset[tuple[object, ...]], ...]:
    """Which erasures and holds there are, and their states: for the worker, who sees by it that something changed."""
    holds = Hold.objects.values_list("pk", "state", "review_on", "lifting_by")
    return frozenset(Erasure.objects.values_list("pk", "state")), frozenset(holds)


def to_remove(now: datetime) -> QuerySet[Remains]:
    """Things outside of the tables that the worker has still to remove, but for what a lock keeps beyond now."""
    return Remains.objects.filter(Q(kept_until=None) | Q(kept_until__lte=now))


def remaining() -> int:
    """How many things outside of the tables the worker has still to remove, but for those that are known to be locked."""
    return Remains.objects.filter(kept_until=None).count()


@dataclass(frozen=True, slots=True)
class Locked:
    """Erased files that a store keeps, sealed and without a key: how many, and the last day of the last."""

    count: int
    until: datetime | None


def locked() -> Locked:
    """What the locks of stores keep of what was erased."""
    found = Remains.objects.filter(kept_until__isnull=False).aggregate(count=models.Count("pk"), until=models.Max("kept_until"))
    return Locked(found["count"], found["until"])


def covered_by(target: Ref) -> dict[str, int]:
    """How many rows of each kind a hold on `target` covers."""
    return _counted(parts.parts_of(target))


def is_in_use(target: Ref) -> bool:
    """Whether `target` is neither erased nor sealed: a page may lead there."""
    table, row = target
    return bool(parts.lying(table).filter(pk=row, compartment__isnull=False).exists())


def holds_before(registrar: Registrar, erasure: Erasure) -> list[Hold]:
    """The holds for which `erasure` waits, or would wait, as far as `registrar` may see them."""
    found = parts.parts_of((erasure.table, erasure.row))
    if found.isdisjoint(parts.held()):
        return []
    standing = holds(registrar).filter(state="standing")
    return [hold for hold in standing if not found.isdisjoint(parts.parts_of((hold.table, hold.row)))]


def held_file(hold: Hold, exhibit_id: str) -> Exhibit:
    """A file that `hold` keeps, or NotFoundError."""
    found = ids(parts.parts_of((hold.table, hold.row)), "exhibit")
    return one(Exhibit.objects.filter(pk__in=found).exclude(sha256=""), pk=exhibit_id)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a hold keeps, to be read: for the few who administer it, after they said why."""

    statements: tuple[Statement, ...]
    mentions: tuple[Mention, ...]
    names: tuple[PersonName, ...]
    exhibits: tuple[Exhibit, ...]
    things: tuple[Thing, ...]


def kept_words(found: Parts) -> Kept:
    """The rows of a hold's parts that can be read; an action has entered that they are (`read_held`)."""
    return Kept(
        tuple(Statement.objects.filter(pk__in=ids(found, "statement")).order_by("received_on", "pk")),
        tuple(Mention.objects.filter(pk__in=ids(found, "mention")).order_by("role", "name", "pk")),
        tuple(PersonName.objects.filter(pk__in=ids(found, "personname")).order_by("text", "pk")),
        tuple(Exhibit.objects.filter(pk__in=ids(found, "exhibit")).exclude(sha256="").order_by("original_name", "pk")),
        tuple(Thing.objects.filter(pk__in=ids(found, "thing")).exclude(title="").order_by("label")),
    )


def _counted(found: Parts) -> dict[str, int]:
    return dict(sorted(Counter(table for table, _ in found).items()))


def _others(weighed: Carrying) -> set[str]:
    """Statements that stay and of which a mention goes, because it speaks of an erased person."""
    told = Mention.objects.filter(pk__in=ids(weighed.gone, "mention")).values_list("account__statement_id", flat=True)
    return set(told) - set(ids(weighed.gone | weighed.sealed, "statement"))


def _not_going_anyway(weighed: Carrying, seen: list[Incident]) -> Iterator[tuple[str, str, str, str]]:
    going = {(change.table, str(change.id), name) for loss in weighed.losses for change in loss.changes for name in change.fields}
    for table, row, field, words in conclusions.fields_to_choose(seen):
        if (table, row, field) not in going:
            yield table, row, field, words
