"""What may be, in matters of access. Pure."""

from collections.abc import Iterable

from kniha.book.access.models import Registrar
from kniha.vocab import terms
from kniha.vocab.errors import RefusedError


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
