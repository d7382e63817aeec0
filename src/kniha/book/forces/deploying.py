"""What may happen to deployments: entered from a source, corrected, withdrawn with a reason. None is lost."""

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.forces import reaching, rules
from kniha.book.forces.actions import MAY_ORDER
from kniha.book.forces.drafts import NOBODY, DeploymentDraft, Source, Tasking
from kniha.book.forces.models import Deployment
from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.vocab.errors import NotFoundError


@transaction.atomic
def enter_deployment(hand: Hand, unit: Unit, draft: DeploymentDraft, *, source: Source, tasking: Tasking = NOBODY) -> Deployment:
    """Enter that `unit` was somewhere for some time. Two that contradict each other stand beside each other."""
    actor = hand.acting_as(*MAY_ORDER)
    units = _locked(unit, tasking)
    reach = rules.shared([*map(reaching.reach_of, units), reaching.reach_of_source(source)])
    rules.must_be_reached(reach)
    fields = {"unit": unit, "tasking_unit": tasking.unit, "tasking_person": tasking.person, **draft.fields(), **source.fields()}
    cited = [("unit", one.pk) for one in units]
    if tasking.person is not None:
        rules.must_be_reached(reach, frozenset({str(in_use(tasking.person).compartment_id)}))
        cited.append(("person", tasking.person.pk))
    rules.must_be_new(Deployment.objects.filter(**fields).exists())
    change = rows.insert(Deployment, hand.new_id(), **fields)
    hand.enter(actor, "deployment.entered", [change], cites=[*reaching.cites(source), *cited])
    return Deployment.objects.get(pk=change.id)


@transaction.atomic
def correct_deployment(hand: Hand, deployment: Deployment, draft: DeploymentDraft, *, seen: int | None = None) -> Deployment:
    """Set place, days and activity anew, from the same source and task; ChangedError where somebody did so since `seen`."""
    actor = hand.acting_as(*MAY_ORDER)
    reaching.locked(deployment.unit)
    now = _still(deployment)
    must_be_unchanged(("deployment", now.pk), seen)
    hand.enter(actor, "deployment.corrected", [rows.update(now, **draft.fields())], cites=[("unit", now.unit_id)])
    return Deployment.objects.get(pk=now.pk)


@transaction.atomic
def withdraw_deployment(hand: Hand, deployment: Deployment, *, reason: str) -> None:
    """Withdraw a deployment that was entered in error. The entries stay."""
    rules.must_say_why(reason)
    actor = hand.acting_as(*MAY_ORDER)
    reaching.locked(deployment.unit)
    now = _still(deployment)
    hand.enter(actor, "deployment.withdrawn", [rows.delete(now)], cites=[("unit", now.unit_id)], reason=reason.strip())


def _locked(unit: Unit, tasking: Tasking) -> tuple[Unit, ...]:
    """The unit and the one that set the task, held until the action ends: always in one order, lest two actions wait for each other."""
    wanted = {one.pk for one in (unit, tasking.unit) if one is not None}
    held = tuple(Unit.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(held) < len(wanted):
        raise NotFoundError("there is no such thing here")
    return held


def _still(deployment: Deployment) -> Deployment:
    found = Deployment.objects.select_for_update().filter(pk=deployment.pk).first()
    if found is None:
        raise NotFoundError("there is no such thing here")
    return found
