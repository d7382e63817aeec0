"""What must be before a case file leaves, and what is entered when it does: disclosure, delivery, acknowledgement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.limits import count_use
from kniha.book.access.queries import one
from kniha.book.casefiles import queries, rules
from kniha.book.casefiles.actions import MAY_PREPARE, opened
from kniha.book.casefiles.models import CaseDelivery, CaseDisclosure, CaseFile, CaseItem
from kniha.book.evidence.actions import custody
from kniha.book.journal import recording, rows
from kniha.book.journal.acting import Hand
from kniha.vocab.errors import RefusedError

MAY_DISCLOSE = ("lawyer",)
EXHIBITS_IN_ENTRY = 40
"""Steps of custody that one entry takes: its leaf data is limited (docs/spec/entry.md §3.2)."""


@dataclass(frozen=True, slots=True)
class DisclosureDraft:
    """By which terms the register was asked, what was found, what the authority is told; what is withheld, and why."""

    terms: str
    found: str
    told: str = ""
    withheld: str = ""
    withheld_why: str = ""


@transaction.atomic
def disclose(hand: Hand, case_file: CaseFile, draft: DisclosureDraft) -> CaseDisclosure:
    """Enter what speaks for the suspects, as a lawyer who is not the author asked for it.

    RefusedError while the whole register was not asked about each suspect of the case file (`kniha.book.crossing`).
    """
    case_file, actor = opened(hand, case_file, MAY_DISCLOSE)
    rules.must_be_another(actor.id, case_file.author_id)
    rules.must_be_disclosure(draft.terms, draft.found, draft.withheld, draft.withheld_why)
    people = [person.pk for person in queries.suspects(case_file)]
    rules.must_be_asked(people, queries.asked_about(people))
    change = rows.insert(
        CaseDisclosure, hand.new_id(), case_file=case_file, lawyer_id=actor.id, chosen=_chosen(case_file), terms=draft.terms.strip(),
        found=draft.found.strip(), told=draft.told.strip(), withheld=draft.withheld.strip(), withheld_why=draft.withheld_why.strip(),
        day=hand.today,
    )  # fmt: skip
    hand.enter(actor, "case_file.disclosed", [change], cites=[("casefile", case_file.pk)])
    return CaseDisclosure.objects.get(pk=change.id)


@transaction.atomic
def ask_delivery(hand: Hand, case_file: CaseFile, languages: Sequence[str]) -> CaseDelivery:
    """Ask the worker to make a delivery; counts towards the day's exports. RefusedError before what is chosen now was disclosed."""
    case_file, actor = opened(hand, case_file, MAY_DISCLOSE)
    rules.must_be_languages(languages)
    rules.must_hold_something(queries.chosen(case_file).count())
    last = CaseDisclosure.objects.filter(case_file=case_file, chosen=_chosen(case_file)).order_by("-day", "-pk").first()
    earlier = last or CaseDisclosure.objects.filter(case_file=case_file).first()
    rules.must_be_disclosed(earlier.chosen if earlier else None, _chosen(case_file))
    deliveries = CaseDelivery.objects.filter(case_file=case_file)
    if deliveries.filter(state=rules.ASKED).exists():
        raise RefusedError("a delivery is on its way already")
    previous = deliveries.filter(state__in=(rules.MADE, rules.RECEIVED)).order_by("-number").first()
    count_use(hand.registrar, "export", day=hand.today)
    change = rows.insert(
        CaseDelivery, hand.new_id(), case_file=case_file, number=deliveries.count() + 1, languages=list(languages), disclosure=last,
        previous=previous, asked_by_id=actor.id, asked_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "case_file.delivery_asked", [change], cites=[("casefile", case_file.pk)])
    return CaseDelivery.objects.get(pk=change.id)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the worker made: the bundle digest and the sealed file (hexadecimal), items that left, those that stayed by reason."""

    bundle: str
    sealed_sha256: str
    sealed_size: int
    carried: tuple[str, ...]
    left: Mapping[str, str]


@transaction.atomic
def note_delivered(hand: Hand, delivery: CaseDelivery, made: Delivered) -> CaseDelivery:
    """Enter that a delivery was made and sealed: the entry shows `bundle`, each exhibit is handed over, what else left is cited."""
    delivery = _locked(delivery, rules.ASKED)
    case_file, actor = delivery.case_file, hand.acting_as()
    known = [*queries.against(case_file).values_list("pk", flat=True), *_contradicting(case_file)]
    change = rows.update(
        delivery, state=rules.MADE, bundle=made.bundle, sealed_sha256=made.sealed_sha256, sealed_size=made.sealed_size,
        carried=list(made.carried), left=[[item, reason] for item, reason in sorted(made.left.items())], known=known, made_on=hand.today,
    )  # fmt: skip
    first = hand.draft(actor, "case_file.delivered", [change], cites=[("casefile", case_file.pk)], bundle=made.bundle)
    recording.enter_many([first, *_handed_over(hand, case_file, made)], random_bytes=hand.random_bytes)
    return CaseDelivery.objects.get(pk=delivery.pk)


def _handed_over(hand: Hand, case_file: CaseFile, made: Delivered) -> list[recording.Draft]:
    """The steps of custody of the exhibits that left, and what else left, cited: some tens with each entry."""
    left = list(CaseItem.objects.filter(pk__in=made.carried).order_by("number", "pk"))
    drafts = []
    for start in range(0, len(left), EXHIBITS_IN_ENTRY):
        some = left[start : start + EXHIBITS_IN_ENTRY]
        steps = [
            custody(hand, item.exhibit_id, "handed-over", why="left in a case file", giver=hand.process, authority=case_file.authority)
            for item in some
            if item.exhibit_id
        ]
        named = (("incident", item.incident_id) if item.incident_id else ("person", item.person_id) for item in some)
        cites = [(table, row) for table, row in named if row]
        drafts.append(hand.draft(hand.acting_as(), "case_file.handed_over", steps, cites=[("casefile", case_file.pk), *cites]))
    return drafts


@transaction.atomic
def note_failed(hand: Hand, delivery: CaseDelivery, *, why: str) -> None:
    """Enter that a delivery could not be made: nothing left. A lawyer may ask for another."""
    delivery = _locked(delivery, rules.ASKED)
    change = rows.update(delivery, state=rules.FAILED, failed_why=why[:300])
    hand.enter(hand.acting_as(), "case_file.delivery_failed", [change], cites=[("casefile", delivery.case_file_id)])


@transaction.atomic
def acknowledge(hand: Hand, delivery: CaseDelivery, *, day: date, words: str) -> CaseDelivery:
    """Enter that the authority acknowledged a delivery, on which day and in which words."""
    _, actor = opened(hand, delivery.case_file, MAY_PREPARE)
    delivery = _locked(delivery, rules.MADE)
    rules.must_say_why(words)
    rules.must_have_come(day, made_on=delivery.made_on, today=hand.today)
    change = rows.update(delivery, state=rules.RECEIVED, received_on=day, received_words=words.strip(), received_noted_by_id=actor.id)
    hand.enter(actor, "case_file.acknowledged", [change], cites=[("casefile", delivery.case_file_id)])
    return CaseDelivery.objects.get(pk=delivery.pk)


def _locked(delivery: CaseDelivery, state: str) -> CaseDelivery:
    found = CaseDelivery.objects.select_for_update(of=("self",)).select_related("case_file__compartment")
    delivery = one(found, pk=delivery.pk)
    rules.must_be_in(delivery.state, state)
    return delivery


def _chosen(case_file: CaseFile) -> str:
    return rules.digest_of(queries.chosen(case_file).values_list("pk", flat=True))


def _contradicting(case_file: CaseFile) -> list[str]:
    found = case_file.cells.filter(bearing=rules.CONTRADICTS, is_withdrawn=False)
    return list(found.order_by("pk").values_list("pk", flat=True))
