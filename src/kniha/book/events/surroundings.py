"""What surrounds an incident: links to others, stages of detention, trials, laws and orders behind it. And what is taken back of it."""

from django.db import transaction

from kniha.book.events import rules
from kniha.book.events.actions import MAY_CONCLUDE
from kniha.book.events.drafts import ContextDraft, DetentionDraft, ProceedingDraft
from kniha.book.events.involving import MAY_WEIGH, unsettled
from kniha.book.events.models import Bearing, Context, Detention, Incident, Link, Outcome, Proceeding
from kniha.book.events.within import cites_of, locked, must_be_in_use, must_tell_of, person_of
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.statements.models import Account
from kniha.vocab.errors import ConflictError, NotFoundError

Part = Link | Detention | Proceeding | Context | Bearing | Outcome


@transaction.atomic
def link_incidents(hand: Hand, incident: Incident, other: Incident, *, kind: str, words: str = "") -> Link:
    """Enter how `incident` hangs together with `other`. It is a part of `incident`; the other's page shows it as well."""
    rules.must_be_link(kind, incident.pk, other.pk)
    actor = hand.acting_as(*MAY_CONCLUDE)
    held = {one.pk: one for one in Incident.objects.select_for_update().filter(pk__in=[incident.pk, other.pk]).order_by("pk")}
    incident, other = held[incident.pk], held[other.pk]
    rules.must_be_open(incident.state)
    rules.must_lie_together(incident.compartment_id, other.compartment_id)
    if Link.objects.filter(incident__in=held, other__in=held).exists():
        raise ConflictError("these two incidents are linked already")
    change = rows.insert(Link, hand.new_id(), incident=incident, other=other, kind=kind, words=words.strip())
    hand.enter(actor, "incident.linked", [change], cites=[("incident", incident.pk), ("incident", other.pk)])
    return Link.objects.get(pk=change.id)


@transaction.atomic
def record_detention(hand: Hand, incident: Incident, draft: DetentionDraft, *, account: Account) -> Detention:
    """Enter one stage of a detention, on the strength of `account`."""
    actor = hand.acting_as(*MAY_CONCLUDE)
    incident = _open(incident, account)
    person, changes = person_of(hand, incident, draft.held)
    change = rows.insert(
        Detention, hand.new_id(), incident=incident, person_id=person, account=account, stage=draft.stage,
        held_words=draft.held_words.strip(), place_words=draft.place_words.strip(), holder_words=draft.holder_words.strip(),
        shared_words=draft.shared_words.strip(), first=draft.when.first, last=draft.when.last, zone=draft.when.zone,
        precision=draft.when.precision,
    )  # fmt: skip
    hand.enter(actor, "detention.recorded", [*changes, change], cites=[*cites_of([account]), ("incident", incident.pk)])
    return Detention.objects.get(pk=change.id)


@transaction.atomic
def record_proceeding(hand: Hand, incident: Incident, draft: ProceedingDraft, *, account: Account) -> Proceeding:
    """Enter a trial or charge, on the strength of `account`."""
    actor = hand.acting_as(*MAY_CONCLUDE)
    incident = _open(incident, account)
    person, changes = person_of(hand, incident, draft.tried)
    change = rows.insert(
        Proceeding, hand.new_id(), incident=incident, person_id=person, account=account, tried_words=draft.tried_words.strip(),
        article=draft.article.strip(), court=draft.court.strip(), judge=draft.judge.strip(), sentence=draft.sentence.strip(),
        held_on=draft.held_on,
    )  # fmt: skip
    hand.enter(actor, "proceeding.recorded", [*changes, change], cites=[*cites_of([account]), ("incident", incident.pk)])
    return Proceeding.objects.get(pk=change.id)


@transaction.atomic
def record_context(hand: Hand, incident: Incident, draft: ContextDraft) -> Context:
    """Enter a law, order, speech or pattern behind the incident, with the place where it may be read."""
    actor = hand.acting_as(*MAY_WEIGH)
    incident = locked(incident)
    rules.must_be_open(incident.state)
    change = rows.insert(
        Context, hand.new_id(), incident=incident, kind=draft.kind, title=draft.title.strip(), dated=draft.dated,
        read_in=draft.read_in.strip(), words=draft.words.strip(),
    )  # fmt: skip
    hand.enter(actor, "context.recorded", [change], cites=[("incident", incident.pk)])
    return Context.objects.get(pk=change.id)


@transaction.atomic
def take_back_part(hand: Hand, part: Part, *, reason: str) -> None:
    """Take back what was entered in error. The entries stay."""
    rules.must_say_why(reason)
    weighs = isinstance(part, Bearing | Outcome)
    actor = hand.acting_as(*(MAY_WEIGH if weighs else MAY_CONCLUDE))
    incident = locked(part.involvement.act.incident if isinstance(part, Bearing | Outcome) else part.incident)
    if weighs:
        rules.must_rest(incident.state)
    else:
        rules.must_be_open(incident.state)
    now = type(part).objects.filter(pk=part.pk).first()
    if now is None:
        raise NotFoundError("there is no such thing here")
    again = list(unsettled(now.involvement)) if isinstance(now, Bearing) else []
    hand.enter(actor, "part.taken_back", [rows.delete(now), *again], cites=[("incident", incident.pk)], reason=reason.strip())


def _open(incident: Incident, account: Account) -> Incident:
    must_be_in_use([account])
    incident = locked(incident)
    rules.must_be_open(incident.state)
    must_tell_of(incident, [account])
    return incident
