"""What a reporter sends later with their receipt and tells nothing in: other answers, "forget it", "keep it after all", "prove that it is
here" (envelope.md §3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person
from kniha.book.statements import rules
from kniha.book.statements.arriving import Arrival, keep_arrival
from kniha.book.statements.consenting import all_refused, answered, standing
from kniha.book.statements.models import EarlyNotice, Notice
from kniha.book.statements.receiving import is_filed, known_reporter
from kniha.vocab.errors import NotFoundError
from kniha.vocab.ids import Id

WAITS = timedelta(days=8)
"""So long a notice waits for the report of its receipt: longer than an intake keeps what was fetched."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as the courier opened it. `reporter`: the digest of its receipt; `keep_days`: so long nothing is destroyed."""

    envelope: str
    kind: str
    language: str
    sealed_by: str
    words: str
    consent: Mapping[str, str]
    reporter: str
    keep_days: int
    arrival: Arrival | None = None


@transaction.atomic
def receive_notice(hand: Hand, draft: NoticeDraft) -> Notice | None:
    """Enter a notice, and do at once what it says; None when this very envelope is in the book already.

    NotFoundError where nothing of this receipt is here: never filed, erased, or sealed under a hold.
    """
    rules.must_be_notice(draft.kind, draft.words)
    if is_filed(draft.envelope):
        return None
    source = known_reporter(draft.reporter)
    if source is None:
        raise NotFoundError("nothing of this receipt is here")
    notice, cites = hand.new_id(), [("statement", pk) for pk in source.statements.order_by("pk").values_list("pk", flat=True)]
    match draft.kind:
        case "withdrawal":
            changes = [_notice(notice, hand, source, draft), *all_refused(hand, source)]
            hand.enter(hand.acting_as(), "report.withdrawn", changes, cites=cites)
        case "return":
            changes = [_notice(notice, hand, source, draft), *_taken_back(source), *answered(hand, source, draft.consent)]
            hand.enter(hand.acting_as(), "report.returned", changes, cites=cites)
        case "certificate":
            hand.enter(hand.acting_as(), "certificate.asked", [_notice(notice, hand, source, draft)], cites=cites)
        case _:
            changes = [_notice(notice, hand, source, draft), *(() if standing(source).exists() else answered(hand, source, draft.consent))]
            hand.enter(hand.acting_as(), "report.consent_changed", changes, cites=cites)
    keep_arrival(hand, draft.arrival, source=source.pk)
    return Notice.objects.get(pk=notice)


@transaction.atomic
def waits(hand: Hand, envelope: str) -> bool:
    """Whether a notice of an unknown receipt is left for later: its report may still be on the way. Counted from the first time."""
    early, _ = EarlyNotice.objects.get_or_create(envelope=envelope, defaults={"since": hand.today})
    return hand.today < early.since + WAITS


def settled(envelope: str) -> None:
    """It waits no more."""
    EarlyNotice.objects.filter(envelope=envelope).delete()


def _notice(notice: Id, hand: Hand, source: Person, draft: NoticeDraft) -> rows.Change:
    stands = draft.kind == "withdrawal" and not standing(source).exists()
    state = "asked" if draft.kind == "certificate" else "standing" if stands else "done"
    return rows.insert(
        Notice, notice, source=source, kind=draft.kind, language=draft.language, sealed_by=draft.sealed_by, words=draft.words.strip(),
        envelope=draft.envelope, received_on=hand.today, state=state,
        keep_until=hand.today + timedelta(days=draft.keep_days) if stands else None,
    )  # fmt: skip


def _taken_back(source: Person) -> list[rows.Change]:
    return [rows.update(one, state="taken-back") for one in standing(source).select_for_update()]
