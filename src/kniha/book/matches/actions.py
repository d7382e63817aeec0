"""What may happen to a recording that may show an incident: a registrar says whether it does. If so, its file joins the incident."""

from dataclasses import dataclass

from django.db import transaction

from kniha.book.access.queries import in_use, one, visible
from kniha.book.access.standing import standing_hand
from kniha.book.events.models import Incident
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.matches import rules, usable
from kniha.book.matches.models import MatchDecision
from kniha.book.matches.rules import SHOWS
from kniha.book.recordings.models import Recording
from kniha.book.recordings.reaching import locked
from kniha.vocab.errors import RefusedError

MAY_MATCH = ("clerk", "investigator", "analyst", "specialist", "lawyer")
"""Who says what a recording shows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw of an incident in a recording: a verdict (`match-verdicts`), by what it is seen, from when to when in the file."""

    verdict: str
    words: str
    start_ms: int | None = None
    end_ms: int | None = None

    def __post_init__(self) -> None:
        rules.must_be_decision(self.verdict, self.words)
        rules.must_be_stretch(self.verdict, self.start_ms, self.end_ms)


@transaction.atomic
def decide_on_match(hand: Hand, incident: Incident, recording: Recording, seen: Seen) -> MatchDecision:
    """Enter that a recording shows an incident, does not, or that it cannot be known; or take back what stood. Earlier words stay.

    RefusedError where nobody has the footage, or where its file waits for a lawyer; ConflictError where it was said already, where there is
    nothing to take back, or where the two lie in different compartments; NotFoundError for who may not see both.
    """
    if hand.registrar is None:
        raise RefusedError("what a recording shows is for registrars to say")
    incident, recording = in_use(incident), locked(recording)
    for rows_of, row in ((Incident.objects.all(), incident), (Recording.objects.all(), recording)):
        one(visible(rows_of, hand.registrar), pk=row.pk)
    rules.must_lie_together(incident.compartment_id, recording.compartment_id)
    actor = standing_hand(hand, recording.compartment).acting_as(*MAY_MATCH)
    rules.must_have_been_seen(seen.verdict, recording.state)
    rules.must_be_usable(may_be_matched=usable.decided(recording))
    before = list(MatchDecision.objects.filter(incident=incident, recording=recording).order_by("number"))
    stands, last_by = rules.standing(row.verdict for row in before), before[-1].decided_by_id if before else ""
    rules.must_change_something(stands, seen.verdict, last_by=last_by, by=hand.id)
    exhibit = recording.exhibit if seen.verdict == SHOWS else None
    change = rows.insert(
        MatchDecision, hand.new_id(), incident=incident, recording=recording, exhibit=exhibit, number=len(before) + 1,
        verdict=seen.verdict, words=seen.words.strip(), start_ms=seen.start_ms, end_ms=seen.end_ms, decided_by=hand.registrar,
        decided_at=hand.now,
    )  # fmt: skip
    cites = [("incident", incident.pk), ("recording", recording.pk)]
    hand.enter(actor, "match.decided", [change], cites=[*cites, ("exhibit", exhibit.pk)] if exhibit is not None else cites)
    return MatchDecision.objects.get(pk=change.id)
