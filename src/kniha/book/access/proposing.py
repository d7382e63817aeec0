"""Changing who works here and what they may know of: one proposes, another carries out, and neither is whom it concerns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from kniha.book.access import rules, signing_in
from kniha.book.access.models import Compartment, Membership, Proposal, Registrar, RoleGrant
from kniha.book.access.queries import roles
from kniha.book.access.signing_in import Handed
from kniha.book.access.tokens import end_tokens
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A change of the list `access-changes` with what it names (rules.FIELDS_OF), and why, in words."""

    kind: str
    registrar: Registrar | None = None
    compartment: Compartment | None = None
    role: str = ""
    name: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        given = {"registrar": self.registrar, "compartment": self.compartment, "role": self.role, "name": self.name.strip()}
        rules.must_be_change(self.kind, (field for field, value in given.items() if value))
        if self.role:
            terms.check_term("registrar-roles", self.role)


@dataclass(frozen=True, slots=True)
class Done:
    """A proposal as it is now; and what its author, or who carried it out, hands over in person where it ends with a password."""

    proposal: Proposal
    handed: Handed | None = None


@transaction.atomic
def propose(hand: Hand, draft: ProposalDraft) -> Done:
    """Enter what one of the two wants changed; nothing changes yet. Refused at once where carrying it out would be."""
    actor = hand.acting_as(*rules.GRANTING)
    change = rows.insert(
        Proposal, hand.new_id(), kind=draft.kind, registrar=draft.registrar, compartment=draft.compartment, role=draft.role,
        name=draft.name.strip(), words=draft.words.strip(), proposed_by=hand.registrar, proposed_on=hand.today,
    )  # fmt: skip
    rules.must_not_be_about(hand.id, draft.registrar.pk if draft.registrar else None)
    same = {"kind": draft.kind, "registrar": draft.registrar, "compartment": draft.compartment, "role": draft.role, "state": "open"}
    if Proposal.objects.filter(**same, name=draft.name.strip()).exists():
        raise ConflictError("this was proposed already")
    _CHANGES[draft.kind].changes(hand, draft)
    hand.enter(actor, "access.proposed", [change])
    made = Proposal.objects.get(pk=change.id)
    return Done(made, signing_in.hand_first_half(made, hand.random_bytes) if draft.kind in signing_in.NEEDS_PASSWORD else None)


@transaction.atomic
def carry_out(hand: Hand, proposal: Proposal) -> Done:
    """The second of the two: the change is made now, in one entry that names both."""
    actor = hand.acting_as(*rules.GRANTING)
    proposal = _open(proposal)
    rules.must_be_another(proposal.proposed_by_id, hand.id)
    rules.must_not_be_about(hand.id, proposal.registrar_id)
    if proposal.proposed_by.frozen or roles(proposal.proposed_by).isdisjoint(rules.GRANTING):
        raise ConflictError("who proposed this may not propose it any more")
    kind = _CHANGES[proposal.kind]
    changes = [*kind.changes(hand, proposal), _decided(hand, proposal, "carried-out")]
    _end_tokens(hand, proposal)
    hand.enter(actor, kind.action, changes, granted_by=[proposal.proposed_by_id, hand.id])
    done = Proposal.objects.get(pk=proposal.pk)
    return Done(done, _second_half(hand, done) if done.kind in signing_in.NEEDS_PASSWORD else None)


@transaction.atomic
def turn_down(hand: Hand, proposal: Proposal) -> Proposal:
    """Close a proposal without a change: refused by another, or withdrawn by who made it."""
    actor = hand.acting_as(*rules.GRANTING)
    proposal = _open(proposal)
    is_own = proposal.proposed_by_id == hand.id
    if not is_own:
        rules.must_not_be_about(hand.id, proposal.registrar_id)
    change = _decided(hand, proposal, "withdrawn" if is_own else "refused")
    hand.enter(actor, "access.withdrawn" if is_own else "access.refused", [change])
    signing_in.forget_half(proposal)
    return Proposal.objects.get(pk=proposal.pk)


def _second_half(hand: Hand, proposal: Proposal) -> Handed:
    registrar = proposal.registrar or Registrar.objects.get(name=proposal.name)
    return signing_in.hand_second_half(proposal, registrar, hand.random_bytes)


def _open(proposal: Proposal) -> Proposal:
    now = Proposal.objects.select_for_update(of=("self",)).select_related("proposed_by", "registrar", "compartment").get(pk=proposal.pk)
    rules.must_be_open(now.state)
    return now


def _decided(hand: Hand, proposal: Proposal, state: str) -> rows.Change:
    return rows.update(proposal, state=state, decided_by=hand.registrar, decided_on=hand.today)


Asked = Proposal | ProposalDraft
Changes = list[rows.Change]


def _enrol(hand: Hand, asked: Asked) -> Changes:
    rules.must_be_name(asked.name)
    login = signing_in.login_of(asked.name)
    if any(signing_in.login_of(name) == login for name in Registrar.objects.values_list("name", flat=True)):
        raise ConflictError("a registrar works under this name already")
    registrar = hand.new_id()
    return [
        rows.insert(Registrar, registrar, name=asked.name.strip()),
        rows.insert(RoleGrant, hand.new_id(), registrar_id=registrar, role=asked.role),
    ]


def _give_role(hand: Hand, asked: Asked) -> Changes:
    held = roles(_registrar(asked))
    if asked.role in held:
        raise ConflictError("this registrar holds this role already")
    if Membership.objects.filter(registrar=asked.registrar).exists():
        rules.must_see_no_content({asked.role})
    return [rows.insert(RoleGrant, hand.new_id(), registrar=asked.registrar, role=asked.role)]


def _take_role(_hand: Hand, asked: Asked) -> Changes:
    grant = RoleGrant.objects.filter(registrar=asked.registrar, role=asked.role).first()
    if grant is None:
        raise ConflictError("this registrar does not hold this role")
    left = RoleGrant.objects.filter(role__in=rules.GRANTING, registrar__frozen=False).exclude(pk=grant.pk)
    if asked.role in rules.GRANTING:
        rules.must_leave_two(left.values("registrar").distinct().count())
    return [rows.delete(grant)]


def _open_compartment(hand: Hand, asked: Asked) -> Changes:
    if Compartment.objects.filter(title=asked.name.strip()).exists():
        raise ConflictError("there is a compartment of this title already")
    return [rows.insert(Compartment, hand.new_id(), title=asked.name.strip())]


def _admit(hand: Hand, asked: Asked) -> Changes:
    rules.must_see_no_content(roles(_registrar(asked)))
    is_keeper = asked.kind == "admit-keeper"
    membership = Membership.objects.filter(registrar=asked.registrar, compartment=asked.compartment).first()
    if membership is None:
        return [rows.insert(Membership, hand.new_id(), compartment=asked.compartment, registrar=asked.registrar, keeper=is_keeper)]
    if membership.keeper == is_keeper:
        raise ConflictError("this registrar is a member of this compartment already")
    return [rows.update(membership, keeper=is_keeper)]


def _dismiss(_hand: Hand, asked: Asked) -> Changes:
    membership = Membership.objects.filter(registrar=asked.registrar, compartment=asked.compartment).first()
    if membership is None:
        raise ConflictError("this registrar is no member of this compartment")
    return [rows.delete(membership)]


def _thaw(_hand: Hand, asked: Asked) -> Changes:
    registrar = _registrar(asked)
    if not registrar.frozen:
        raise ConflictError("this account is not frozen")
    return [rows.update(registrar, frozen=False)]


def _reset(_hand: Hand, asked: Asked) -> Changes:
    if _registrar(asked).frozen:
        raise ConflictError("a frozen account is thawed first")
    return []


def _receive_delicate(_hand: Hand, asked: Asked) -> Changes:
    """From one compartment to another: there is never a moment with two of them, nor with none."""
    compartment = Compartment.objects.select_for_update().get(pk=asked.compartment.pk if asked.compartment else "")
    if compartment.receives_delicate:
        raise ConflictError("delicate reports arrive in this compartment already")
    rules.must_be_apart(receives_reports=compartment.receives_reports, receives_delicate=True)
    rules.must_have_members(Membership.objects.filter(compartment=compartment, registrar__frozen=False).count())
    until_now = Compartment.objects.select_for_update().filter(receives_delicate=True).order_by("pk")
    return [rows.update(compartment, receives_delicate=True), *(rows.update(one, receives_delicate=False) for one in until_now)]


def _end_tokens(hand: Hand, proposal: Proposal) -> None:
    """A sign-in that is given anew was lost: whoever has it now may have made tokens."""
    if proposal.kind == "reset-sign-in" and proposal.registrar is not None:
        end_tokens(proposal.registrar, day=hand.today)


def _registrar(asked: Asked) -> Registrar:
    """Whom it concerns, as they are now."""
    return Registrar.objects.select_for_update().get(pk=asked.registrar.pk if asked.registrar else "")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a change is made: the action of its entry, and its rows (ConflictError where there is nothing to change)."""

    action: str
    changes: Callable[[Hand, Asked], Changes]


_CHANGES: Mapping[str, _Kind] = {
    "enrol": _Kind("registrar.enrolled", _enrol),
    "give-role": _Kind("role.given", _give_role),
    "take-role": _Kind("role.taken", _take_role),
    "open-compartment": _Kind("compartment.opened", _open_compartment),
    "admit": _Kind("member.admitted", _admit),
    "admit-keeper": _Kind("member.admitted", _admit),
    "dismiss": _Kind("member.dismissed", _dismiss),
    "thaw": _Kind("registrar.thawed", _thaw),
    "reset-sign-in": _Kind("registrar.sign_in_reset", _reset),
    "receive-delicate": _Kind("compartment.named", _receive_delicate),
}
