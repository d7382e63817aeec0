"""Founding a register: its first entry, the two places where reports arrive, the founders' sign-ins. All of it, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kniha.book.access import actions, queries, rules
from kniha.book.access.actions import Enrolment, Two
from kniha.book.access.signing_in import login_of, open_sign_in
from kniha.book.journal.acting import Hand
from kniha.vocab.errors import ConflictError, MalformedError

ROLES = ("administrator", "custodian")
"""What a founder is: with another they grant everything; they read no report."""

_PREFIX = re.compile(r"[A-Z]{1,6}")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Founding:
    """What is founded: the register's id, the letters before its numbers, the names that its founders work by, two titles."""

    register: str
    prefix: str
    founders: tuple[str, ...]
    reports: str
    specialists: str

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise MalformedError(f"the numbers of incidents begin with one to six letters from A to Z, not with {self.prefix!r}")
        for name in self.founders:
            rules.must_be_name(name)
        for name in (*self.founders, self.reports, self.specialists):
            if not name.strip() or len(name) > _LONGEST_NAME:
                raise MalformedError(f"names and titles have one to {_LONGEST_NAME} characters")
        if len(self.founders) < 2:
            raise MalformedError("a register is founded by two or more: name another founder")
        if len({login_of(name) for name in self.founders}) < len(self.founders):
            raise MalformedError("two founders would sign in under one name")
        if self.reports == self.specialists:
            raise MalformedError("what calls for a specialist arrives in a compartment of its own")


def must_be_new() -> None:
    """Raise ConflictError where a register was founded in this database."""
    if queries.is_founded():
        raise ConflictError("this register has been founded already")


@transaction.atomic
def found(start: Hand, founding: Founding, passwords: Mapping[str, str]) -> dict[str, str]:
    """Found the register; return the founders' logins by their names. `passwords` has one for each. MalformedError for a poor one."""
    must_be_new()
    for name in founding.founders:
        _must_be_good(passwords[name], name)
    enrolments = [Enrolment(name, ROLES) for name in founding.founders]
    founders = actions.found_register(start, register=founding.register, number_prefix=founding.prefix, founders=enrolments)
    two: Two = (founders[0], founders[1])
    hand = Hand(founders[0], queries.roles(founders[0]), start.now, start.random_bytes)
    actions.open_compartment(hand, two, title=founding.reports, receives_reports=True)
    actions.open_compartment(hand, two, title=founding.specialists, receives_reports=False, receives_delicate=True)
    return {founder.name: open_sign_in(founder, passwords[founder.name]) for founder in founders}


def _must_be_good(password: str, name: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise MalformedError(f"the password of {name} is too easy to guess: {' '.join(error.messages)}") from error
