"""As what a registrar stands in one compartment: their roles, and `keeper` where they answer for it."""

from dataclasses import replace

from kniha.book.access.models import Compartment, Membership, Registrar
from kniha.book.access.queries import roles
from kniha.book.journal.acting import Hand

KEEPER = "keeper"


def standing(registrar: Registrar, compartment: Compartment) -> frozenset[str]:
    """The roles of `registrar`, with `keeper`; nothing for one who is no member of `compartment`, or whose account is frozen."""
    membership = Membership.objects.filter(registrar=registrar, compartment=compartment, registrar__frozen=False).first()
    if membership is None:
        return frozenset()
    return roles(registrar) | ({KEEPER} if membership.keeper else set())


def standing_hand(hand: Hand, compartment: Compartment) -> Hand:
    """`hand` with all that its registrar stands for in `compartment`."""
    return replace(hand, roles=standing(hand.registrar, compartment)) if hand.registrar else hand
