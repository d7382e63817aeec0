"""What may happen to an involvement: alleged of a unit, changed, weighed, judged by two lawyers, followed elsewhere, withdrawn.

Finding, review and outcome are three things (DESIGN §3): none of them follows from another. Whatever changes an involvement puts its review
back to a draft, and the lawyers look again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.events import reviewing, rules
from kniha.book.events.actions import MAY_CONCLUDE
from kniha.book.events.models import Act, Bearing, Incident, Involvement, Opinion, Outcome
from kniha.book.events.within import cites_of, locked, must_be_in_use, must_tell_of, one_compartment
from kniha.book.forces import reaching
from kniha.book.forces.units import Unit
from kniha.book.journal import moments, reading, rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.rows import Change
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.statements.models import Account
from kniha.vocab.errors import RefusedError

MAY_WEIGH = (*MAY_CONCLUDE, "lawyer")

_WRITING = frozenset({"involvement.alleged", "involvement.changed", "bearing.entered", "part.taken_back"})


@dataclass(frozen=True, slots=True)
class Allegation:
    """In what way, how far it has been shown, and on what it rests."""

    degree: str
    finding: str
    basis: str

    def __post_init__(self) -> None:
        rules.must_be_involvement(self.degree, self.finding, self.basis)


@transaction.atomic
def allege_unit(
    hand: Hand, act: Act, words: str, told: Allegation, *, accounts: Sequence[Account], unit: Unit | None = None
) -> Involvement:
    """Enter the allegation that a unit took part in `act`, in the words of the sources; `unit` where it is known which one they mean."""
    rules.must_be_unit(words)
    rules.must_have_source(accounts)
    actor = hand.acting_as(*MAY_CONCLUDE)
    must_be_in_use(accounts)
    incident = locked(act.incident)
    rules.must_be_open(incident.state)
    must_tell_of(incident, accounts)
    known = {}
    if unit is not None:
        reaching.must_be_known_in(unit, incident.compartment_id)
        rules.must_be_alleged_once(Involvement.objects.filter(act=act, unit=unit).exists())
        known = {"unit": unit}
    change = rows.insert(
        Involvement, hand.new_id(), act=act, unit_words=words.strip(), degree=told.degree, finding=told.finding, basis=told.basis, **known
    )
    hand.enter(actor, "involvement.alleged", [change], cites=[*cites_of(accounts), ("incident", incident.pk)])
    return Involvement.objects.get(pk=change.id)


@transaction.atomic
def change_involvement(hand: Hand, involvement: Involvement, told: Allegation, *, seen: int | None = None) -> Involvement:
    """Set degree, finding and basis anew; what lawyers said of it before stands no more."""
    actor = hand.acting_as(*MAY_CONCLUDE)
    incident, involvement = _locked(involvement)
    rules.must_rest(incident.state)
    rules.must_not_be_closed(involvement.review)
    must_be_unchanged(("involvement", involvement.pk), seen)
    change = rows.update(involvement, degree=told.degree, finding=told.finding, basis=told.basis, review="draft")
    hand.enter(actor, "involvement.changed", [change, *_fallen(involvement)], cites=[("incident", incident.pk)])
    return Involvement.objects.get(pk=involvement.pk)


@transaction.atomic
def enter_bearing(hand: Hand, involvement: Involvement, account: Account, *, direction: str, words: str) -> Bearing:
    """Enter what `account` says for the involvement or against it."""
    rules.must_be_bearing(direction, words)
    actor = hand.acting_as(*MAY_WEIGH)
    must_be_in_use([account])
    incident, involvement = _locked(involvement)
    rules.must_rest(incident.state)
    rules.must_not_be_closed(involvement.review)
    if one_compartment([account]) != incident.compartment_id:
        raise RefusedError("an account from another compartment enters only by a release of its keeper")
    rules.must_be_new(Bearing.objects.filter(involvement=involvement, account=account, direction=direction).exists())
    change = rows.insert(Bearing, hand.new_id(), involvement=involvement, account=account, direction=direction, words=words.strip())
    hand.enter(actor, "bearing.entered", [change, *unsettled(involvement)], cites=[*cites_of([account]), ("incident", incident.pk)])
    return Bearing.objects.get(pk=change.id)


@transaction.atomic
def give_opinion(hand: Hand, involvement: Involvement, *, decision: str, words: str = "") -> Opinion:
    """Enter a lawyer's word. One who does not support it is enough to stop it; two who agree make it agreed."""
    actor = hand.acting_as("lawyer")
    incident, involvement = _locked(involvement)
    rules.must_be_before_lawyers(incident.state)
    rules.must_be_judged(decision, words, review=involvement.review)
    rules.must_be_supported("accepted" if decision == "agrees" else decision, unsupported=int(involvement.unsupported))
    standing = Opinion.objects.filter(involvement=involvement, stands=True)
    rules.must_be_independent(hand.id, authors(involvement), standing.values_list("lawyer_id", flat=True))
    review = rules.review_after(decision, standing.filter(decision="agrees").count() + 1)
    change = rows.insert(
        Opinion, hand.new_id(), involvement=involvement, lawyer=hand.registrar, decision=decision, words=words.strip(), day=hand.today
    )
    settled = [rows.update(involvement, review=review)] if review != involvement.review else []
    hand.enter(actor, "involvement.judged", [change, *settled], cites=[("incident", incident.pk)])
    return Opinion.objects.get(pk=change.id)


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """What became of it elsewhere: a kind of the list `outcome-kinds`, with whom, when, in words."""

    kind: str
    authority: str = ""
    happened_on: date | None = None
    words: str = ""


@transaction.atomic
def note_outcome(hand: Hand, involvement: Involvement, draft: OutcomeDraft) -> Outcome:
    """Enter what an authority or a court did. It changes neither finding nor review."""
    rules.must_be_outcome(draft.kind, draft.happened_on, today=hand.today)
    actor = hand.acting_as(*MAY_WEIGH)
    incident, involvement = _locked(involvement)
    rules.must_rest(incident.state)
    change = rows.insert(
        Outcome, hand.new_id(), involvement=involvement, kind=draft.kind, authority=draft.authority.strip(),
        happened_on=draft.happened_on, words=draft.words.strip(),
    )  # fmt: skip
    hand.enter(actor, "outcome.noted", [change], cites=[("incident", incident.pk)])
    return Outcome.objects.get(pk=change.id)


@transaction.atomic
def close_involvement(hand: Hand, involvement: Involvement, *, why: str, words: str) -> Involvement:
    """Withdraw it, with its reason: somebody was cleared, mistaken for another, or named in error. Nobody waits for a review to end."""
    rules.must_be_closing(why, words)
    actor = hand.acting_as(*MAY_WEIGH)
    incident, involvement = _locked(involvement)
    rules.must_not_be_closed(involvement.review)
    change = rows.update(involvement, review="withdrawn", closed_why=why, closed_words=words.strip())
    hand.enter(actor, "involvement.closed", [change, *_fallen(involvement)], cites=[("incident", incident.pk)])
    return Involvement.objects.get(pk=involvement.pk)


def authors(involvement: Involvement) -> frozenset[str]:
    """Everybody whose hand is in it: who wrote on the incident or coded its sources, who alleged, changed or weighed the involvement."""
    bearings = Bearing.objects.filter(involvement=involvement)
    written = {
        str(moments.said(entry, "registrar"))
        for entry in reading.entries_of([involvement.pk, *bearings.values_list("pk", flat=True)])
        if entry.skeleton.action in _WRITING
    }
    coders = bearings.values_list("account__coded_by", flat=True)
    return reviewing.authors(involvement.act.incident) | written | frozenset(coders)


def unsettled(involvement: Involvement) -> Iterator[Change]:
    """An involvement whose evidence changed waits for the lawyers again."""
    if involvement.review in {"agreed", "not-supported"}:
        yield rows.update(involvement, review="draft")
    yield from _fallen(involvement)


def _fallen(involvement: Involvement) -> Iterator[Change]:
    for opinion in Opinion.objects.filter(involvement=involvement, stands=True).order_by("pk"):
        yield rows.update(opinion, stands=False)


def _locked(involvement: Involvement) -> tuple[Incident, Involvement]:
    incident = locked(involvement.act.incident)
    return incident, Involvement.objects.select_related("act__incident").get(pk=involvement.pk)
