"""What may happen to an incident on its way into the public book, and out of it. Each is one entry.

A lawyer who wrote none of it answers whether those present would know who told, and proposes; a publisher who wrote none of it releases or
declines. Either may withhold it, and either may take it out again at once.
"""

from dataclasses import dataclass

from django.db import transaction

from kniha.book.access.queries import one, visible
from kniha.book.access.standing import standing_hand
from kniha.book.events.models import Incident, Review
from kniha.book.events.reviewing import authors
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.book.publishing import rules
from kniha.book.publishing.facts import facts_of
from kniha.book.publishing.models import Publication
from kniha.book.publishing.numbers import draw_public_number
from kniha.vocab.errors import RefusedError

MAY_PROPOSE = ("lawyer",)
MAY_RELEASE = ("publisher",)
MAY_WITHHOLD = ("lawyer", "publisher")


@dataclass(frozen=True, slots=True)
class Telling:
    """How exactly an incident is told to the public (lists `public-times`, `public-places`)."""

    time_shown: str
    place_shown: str

    def __post_init__(self) -> None:
        rules.must_be_shown(self.time_shown, self.place_shown)


@transaction.atomic
def propose_publication(hand: Hand, incident: Incident, telling: Telling, *, answer: str, words: str) -> Publication:
    """A lawyer's answer to "would those present know who told?", and with it the proposal; nothing is public by it yet.

    RefusedError where the answer is another than that nobody would, for an author, and where consent, support or danger stand against it.
    """
    incident, actor = _acting(hand, incident, MAY_PROPOSE)
    rules.must_be_answered(answer, words)
    rules.must_be_no_author(hand.id, authors(incident))
    rules.must_stand_alone(_standing(incident))
    rules.must_be_free(rules.hindrance(facts_of([incident.pk])[incident.pk], today=hand.today))
    change = rows.insert(
        Publication, hand.new_id(), incident=incident, reviews=Review.objects.filter(incident=incident).count(),
        number=draw_public_number(hand.random_bytes, _is_taken), state="proposed", why=answer, words=words.strip(),
        time_shown=telling.time_shown, place_shown=telling.place_shown, proposed_by=hand.registrar, proposed_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "publication.proposed", [change], cites=[("incident", incident.pk)])
    return Publication.objects.get(pk=change.id)


@transaction.atomic
def release_publication(hand: Hand, publication: Publication, *, words: str) -> Publication:
    """The second of the two: from the next edition on, this incident is in the public book."""
    publication, incident, actor = _deciding(hand, publication, words)
    facts = facts_of([incident.pk])[incident.pk]
    seen = rules.Decided(publication.reviews, hand.today, facts.risks)
    rules.must_be_free(rules.hindrance(facts, today=hand.today, decided=seen))
    change = rows.update(
        publication, state="released", risks=facts.risks, decided_by=hand.registrar, decided_on=hand.today, decided_words=words.strip()
    )
    hand.enter(actor, "publication.released", [change], cites=[("incident", incident.pk)])
    return Publication.objects.get(pk=publication.pk)


@transaction.atomic
def decline_publication(hand: Hand, publication: Publication, *, words: str) -> Publication:
    """The second of the two: it does not go out. It may be proposed again."""
    publication, incident, actor = _deciding(hand, publication, words)
    change = rows.update(publication, state="declined", decided_by=hand.registrar, decided_on=hand.today, decided_words=words.strip())
    hand.enter(actor, "publication.declined", [change], cites=[("incident", incident.pk)])
    return Publication.objects.get(pk=publication.pk)


@transaction.atomic
def withhold_publication(hand: Hand, incident: Incident, *, why: str, words: str) -> Publication:
    """Keep an incident out of the public book, with the reason; what was proposed or released is ended first."""
    incident, actor = _acting(hand, incident, MAY_WITHHOLD)
    rules.must_be_withholding(why, words)
    rules.must_stand_alone(_standing(incident))
    change = rows.insert(
        Publication, hand.new_id(), incident=incident, reviews=Review.objects.filter(incident=incident).count(), state="withheld", why=why,
        words=words.strip(), proposed_by=hand.registrar, proposed_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "publication.withheld", [change], cites=[("incident", incident.pk)])
    return Publication.objects.get(pk=change.id)


@transaction.atomic
def end_publication(hand: Hand, publication: Publication, *, why: str, words: str) -> Publication:
    """Take back what was proposed, take out what was released, let go what was withheld. One alone may: out is always the safer side."""
    incident, actor = _acting(hand, publication.incident, MAY_WITHHOLD)
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    rules.must_stand(publication.state)
    rules.must_be_ending(why, words)
    if publication.state == "withheld":
        rules.must_be_second(hand.id, publication.proposed_by_id)
    change = rows.update(
        publication, state=rules.ENDS[publication.state], ended_by=hand.registrar, ended_on=hand.today, ended_why=why,
        ended_words=words.strip(),
    )  # fmt: skip
    hand.enter(actor, "publication.ended", [change], cites=[("incident", incident.pk)])
    return Publication.objects.get(pk=publication.pk)


def _acting(hand: Hand, incident: Incident, roles: tuple[str, ...]) -> tuple[Incident, Actor]:
    """The incident as it is now, for who may see it and stands in one of `roles` where it lies."""
    if hand.registrar is None:
        raise RefusedError("what is published is for registrars to decide")
    now = one(visible(Incident.objects.select_for_update(), hand.registrar), pk=incident.pk)
    return now, standing_hand(hand, now.compartment).acting_as(*roles)


def _deciding(hand: Hand, publication: Publication, words: str) -> tuple[Publication, Incident, Actor]:
    incident, actor = _acting(hand, publication.incident, MAY_RELEASE)
    now = Publication.objects.select_for_update().get(pk=publication.pk)
    rules.must_wait(now.state)
    rules.must_be_second(hand.id, now.proposed_by_id)
    rules.must_be_no_author(hand.id, authors(incident))
    rules.must_say_why(words)
    return now, incident, actor


def _standing(incident: Incident) -> list[str]:
    return list(Publication.objects.filter(incident=incident, state__in=rules.STANDING).values_list("state", flat=True))


def _is_taken(number: str) -> bool:
    return Publication.objects.filter(number=number).exists()
