"""The invented office: its compartments and registrars, read from `texts/staff.toml`, founded, and given sign-ins."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction

from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment, Two
from kniha.book.access.models import Compartment, Registrar, SignIn
from kniha.book.journal.acting import Hand
from kniha.runs.demonstration.story import read_text

NUMBER_PREFIX = "KN"
_LETTERS = "abcdefghkmnprstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A registrar to be: the name they work by, how they sign in, what they may do, in words."""

    name: str
    username: str
    roles: tuple[str, ...]
    may: str
    compartment: str = ""
    founder: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody needs to sign in, as it is shown to whoever runs the demonstration."""

    colleague: Colleague
    password: str


def colleagues() -> tuple[Colleague, ...]:
    """Everybody in the invented office, founders first."""
    told = (Colleague(**{**raw, "roles": tuple(raw["roles"])}) for raw in read_text("staff.toml")["registrars"])
    return tuple(sorted(told, key=lambda colleague: not colleague.founder))


@transaction.atomic
def found_office(start: Hand, register: str) -> Mapping[str, Registrar]:
    """Found the register with its compartments and staff; return the registrars by the name they sign in with."""
    staff = colleagues()
    founders = tuple(Enrolment(one.name, one.roles) for one in staff if one.founder)
    granting = actions.found_register(start, register=register, number_prefix=NUMBER_PREFIX, founders=founders)
    two: Two = (granting[0], granting[1])
    hand = hand_of(granting[0], start)
    compartments = {compartment.title: compartment for compartment in _compartments(hand, two)}
    registrars = {one.username: granted for one, granted in zip(staff, granting, strict=False)}
    for one in staff[len(granting) :]:
        registrars[one.username] = _enrol(hand, two, one, compartments)
    return registrars


def give_access(registrars: Mapping[str, Registrar]) -> tuple[Access, ...]:
    """Make an account with a random password for every registrar; return them in the order of the office."""
    return tuple(_give(colleague, registrars[colleague.username]) for colleague in colleagues())


def hand_of(registrar: Registrar, like: Hand) -> Hand:
    """What `registrar` acts with, at the time and with the chance of another hand."""
    return Hand(registrar, queries.roles(registrar), like.now, like.random_bytes)


def _compartments(hand: Hand, two: Two) -> Iterator[Compartment]:
    for raw in read_text("staff.toml")["compartments"]:
        yield actions.open_compartment(hand, two, **raw)


def _enrol(hand: Hand, two: Two, colleague: Colleague, compartments: Mapping[str, Compartment]) -> Registrar:
    registrar = actions.enrol_registrar(hand, two, Enrolment(colleague.name, colleague.roles))
    actions.admit_member(hand, two, compartments[colleague.compartment], registrar, keeper="investigator" in colleague.roles)
    return registrar


@transaction.atomic
def _give(colleague: Colleague, registrar: Registrar) -> Access:
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    user = get_user_model().objects.create_user(colleague.username, password=password)
    SignIn.objects.create(user=user, registrar=registrar)
    return Access(colleague, password)
