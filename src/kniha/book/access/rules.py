"""What may be, in matters of access. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kniha.book.access.models import Registrar
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError


def must_be_two(granting: tuple[Registrar, Registrar], gaining: Registrar | None) -> None:
    """Accounts, roles and compartments are granted by two, never by who gains."""
    first, second = granting
    if first.pk == second.pk:
        raise RefusedError("access is granted by two registrars, not by one twice")
    if gaining is not None and gaining.pk in {first.pk, second.pk}:
        raise RefusedError("nobody grants access to themselves")
    if first.frozen or second.frozen:
        raise RefusedError("a frozen account grants nothing")


def must_be_roles(roles: Iterable[str]) -> None:
    """Each role is one that the register knows."""
    for role in roles:
        terms.check_term("registrar-roles", role)


GRANTING = ("administrator", "custodian")
"""Who proposes and decides a change of access."""

FIELDS_OF: Mapping[str, frozenset[str]] = {
    "enrol": frozenset({"name", "role"}),
    "give-role": frozenset({"registrar", "role"}),
    "take-role": frozenset({"registrar", "role"}),
    "open-compartment": frozenset({"name"}),
    "admit": frozenset({"registrar", "compartment"}),
    "admit-keeper": frozenset({"registrar", "compartment"}),
    "dismiss": frozenset({"registrar", "compartment"}),
    "thaw": frozenset({"registrar"}),
    "reset-sign-in": frozenset({"registrar"}),
    "receive-delicate": frozenset({"compartment"}),
}
"""What each change of access names; a proposal names this and nothing else."""


def must_be_change(kind: str, named: Iterable[str]) -> None:
    """A known change, with what it needs."""
    terms.check_term("access-changes", kind)
    if set(named) != FIELDS_OF[kind]:
        raise MalformedError(f"a proposal of this kind names {' and '.join(sorted(FIELDS_OF[kind]))}")


def must_not_be_about(registrar: str, concerned: str | None) -> None:
    """Who gains or loses takes no part, neither as the first nor as the second."""
    if registrar == concerned:
        raise RefusedError("nobody takes part in deciding on their own access")


def must_be_name(name: str) -> None:
    """A registrar works under a name with letters in it: their login is made of it."""
    if not any(letter.isalpha() for letter in name):
        raise MalformedError("a registrar works under a name with letters in it")


def must_be_apart(*, receives_reports: bool, receives_delicate: bool) -> None:
    """What calls for a specialist does not lie where all other reports are read."""
    if receives_reports and receives_delicate:
        raise RefusedError("delicate reports arrive in a compartment of their own: in this one all others do")


def must_have_members(count: int) -> None:
    """What arrives where nobody is, nobody reads."""
    if count < 1:
        raise RefusedError("this compartment has no member yet: first somebody is admitted to it")


def must_be_another(first: str, second: str) -> None:
    """The second of the two is somebody else."""
    if first == second:
        raise RefusedError("this takes two registrars, neither of them alone")


def must_be_open(state: str) -> None:
    """Somebody may have been quicker."""
    if state != "open":
        raise ConflictError("this proposal was decided already")


def must_see_no_content(roles: Iterable[str]) -> None:
    """An administrator is a member of no compartment: who runs the accounts reads nothing that lies behind them."""
    if "administrator" in set(roles):
        raise RefusedError("an administrator sees no content: no compartment and this role go together")


def must_leave_two(granting: int) -> None:
    """A register in which fewer than two could grant would be stuck for ever."""
    if granting < 2:
        raise RefusedError("this would leave fewer than two who can change access")


def must_be_conflict(ground: str, words: str) -> None:
    """A known ground; another than those of the list says which."""
    terms.check_term("conflict-grounds", ground)
    if ground == "other" and len(words.strip()) < 4:
        raise MalformedError("a conflict of interest on another ground says which")


def must_leave_somebody(others: int) -> None:
    """A record that nobody sees any more would be lost to those whom it serves."""
    if others < 1:
        raise RefusedError("nobody would be left who sees this: first another is admitted to the compartment")


LONGEST_TOKEN = timedelta(days=90)


def must_be_token(purpose: str, name: str, last_day: date, *, today: date) -> None:
    """A known purpose, a name by which its registrar tells it from others, and an end within sight."""
    terms.check_term("token-purposes", purpose)
    if not 3 <= len(name.strip()) <= 120:
        raise MalformedError(f"a token has a name of 3 to 120 characters, not {len(name.strip())}")
    if not today <= last_day <= today + LONGEST_TOKEN:
        raise ImpossibleError("a token ends between today and 90 days from now")


def must_have_second_factor(*, has_one: bool) -> None:
    """A token opens what its registrar may see without their second factor: whoever makes it has shown that they have one."""
    if not has_one:
        raise RefusedError("a token is made by who signs in with a second factor")


def must_be_in_use(*, is_revoked: bool) -> None:
    """Somebody may have been quicker."""
    if is_revoked:
        raise ConflictError("this token was revoked already")
