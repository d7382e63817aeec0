"""The way of an incident through review: sent, then accepted, returned or rejected by a lawyer who wrote none of it."""

from collections.abc import Collection

from django.db import transaction

from kniha.book.events import rules
from kniha.book.events.models import Citation, Incident, Involvement, Review
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand

MAY_SEND = ("investigator", "specialist")


@transaction.atomic
def send_to_review(hand: Hand, incident: Incident) -> Incident:
    """Hand the incident to the lawyers; it rests until one decides."""
    actor = hand.acting_as(*MAY_SEND)
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    rules.must_be_ready(
        acts=incident.acts.count(), first=incident.first, place=incident.lat_e7 or incident.place_words or None, state=incident.state
    )
    hand.enter(actor, "incident.sent", [rows.update(incident, state="in-review")])
    return Incident.objects.get(pk=incident.pk)


@transaction.atomic
def decide(hand: Hand, incident: Incident, *, decision: str, words: str, checked: Collection[str] = ()) -> Review:
    """Enter a lawyer's decision, with the questions that they answer for; the incident takes its state."""
    actor = hand.acting_as("lawyer")
    rules.must_be_decision(decision, words)
    rules.must_be_checked(decision, checked)
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    rules.must_be_reviewer(hand.id, authors(incident), incident.state)
    rules.must_be_supported(decision, unsupported=unsupported(incident))
    change = rows.insert(
        Review, hand.new_id(), incident=incident, reviewer=hand.registrar, decision=decision, words=words, checked=sorted(checked),
        day=hand.today,
    )  # fmt: skip
    hand.enter(actor, "incident.reviewed", [change, rows.update(incident, state=decision)])
    return Review.objects.get(pk=change.id)


def unsupported(incident: Incident) -> int:
    """How much of it rests on nothing any more: the incident itself, acts, involvements, stages of detention, trials."""
    involved = Involvement.objects.filter(act__incident=incident).exclude(review="withdrawn")
    parts = (incident.acts.all(), incident.detentions.all(), incident.proceedings.all(), involved)
    return int(incident.unsupported) + sum(part.filter(unsupported=True).count() for part in parts)


def authors(incident: Incident) -> frozenset[str]:
    """Everybody whose hand is in it: who opened it, and who coded the accounts that it rests on."""
    coders = Citation.objects.filter(incident=incident).values_list("account__coded_by", flat=True)
    return frozenset({incident.author, *coders})
