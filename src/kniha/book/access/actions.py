"""What may happen to access: founding, enrolment, compartments. Granted by two, never by who gains."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kniha.book.access import rules
from kniha.book.access.models import Compartment, Founding, Membership, Registrar, RoleGrant
from kniha.book.access.queries import delicate_compartment
from kniha.book.access.tokens import end_tokens
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.vocab.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A registrar to be: the name they work under, and their roles."""

    name: str
    roles: tuple[str, ...]


Two = tuple[Registrar, Registrar]


@transaction.atomic
def found_register(hand: Hand, *, register: str, number_prefix: str, founders: Sequence[Enrolment]) -> tuple[Registrar, ...]:
    """Write the first entry: the register's id and its founders, who then grant everything else by two."""
    if Founding.objects.exists():
        raise ConflictError("this register has been founded already")
    if len(founders) < 2:
        raise ConflictError("a register is founded by two or more")
    changes = [rows.insert(Founding, hand.new_id(), register=register, number_prefix=number_prefix, zone=str(hand.now.tzinfo))]
    for founder in founders:
        changes += _enrol(hand, founder)
    hand.enter(hand.acting_as(), "register.founded", changes)
    return tuple(Registrar.objects.get(name=founder.name) for founder in founders)


@transaction.atomic
def enrol_registrar(hand: Hand, granting: Two, enrolment: Enrolment) -> Registrar:
    """Enter a new registrar with their roles."""
    rules.must_be_two(granting, None)
    rules.must_be_roles(enrolment.roles)
    changes = _enrol(hand, enrolment)
    hand.enter(hand.acting_as("administrator", "custodian"), "registrar.enrolled", changes, granted_by=[one.pk for one in granting])
    return Registrar.objects.get(pk=changes[0].id)


@transaction.atomic
def open_compartment(hand: Hand, granting: Two, *, title: str, receives_reports: bool, receives_delicate: bool = False) -> Compartment:
    """Open a compartment, empty of members."""
    rules.must_be_two(granting, None)
    rules.must_be_apart(receives_reports=receives_reports, receives_delicate=receives_delicate)
    if receives_delicate and delicate_compartment() is not None:
        raise ConflictError("delicate reports arrive in another compartment already")
    change = rows.insert(Compartment, hand.new_id(), title=title, receives_reports=receives_reports, receives_delicate=receives_delicate)
    hand.enter(hand.acting_as("administrator", "custodian"), "compartment.opened", [change], granted_by=[one.pk for one in granting])
    return Compartment.objects.get(pk=change.id)


@transaction.atomic
def admit_member(hand: Hand, granting: Two, compartment: Compartment, registrar: Registrar, *, keeper: bool = False) -> None:
    """Let `registrar` see what lies in `compartment`."""
    rules.must_be_two(granting, registrar)
    change = rows.insert(Membership, hand.new_id(), compartment=compartment, registrar=registrar, keeper=keeper)
    hand.enter(hand.acting_as("administrator", "custodian"), "member.admitted", [change], granted_by=[one.pk for one in granting])


@transaction.atomic
def freeze(hand: Hand, registrar: Registrar) -> None:
    """Any custodian freezes an account at once; it sees and does nothing until two others thaw it, and its tokens are dead for good."""
    actor = hand.acting_as("custodian")
    registrar = Registrar.objects.select_for_update().get(pk=registrar.pk)
    if registrar.frozen:
        raise ConflictError("this account is frozen already")
    end_tokens(registrar, day=hand.today)
    hand.enter(actor, "registrar.frozen", [rows.update(registrar, frozen=True)])


def _enrol(hand: Hand, enrolment: Enrolment) -> list[rows.Change]:
    rules.must_be_roles(enrolment.roles)
    registrar = hand.new_id()
    return [
        rows.insert(Registrar, registrar, name=enrolment.name),
        *(rows.insert(RoleGrant, hand.new_id(), registrar_id=registrar, role=role) for role in enrolment.roles),
    ]
