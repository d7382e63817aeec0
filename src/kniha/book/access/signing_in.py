"""How an account to sign in with comes to be: its first password is in two halves, one known to each of the two who granted it.

Whoever is enrolled is told both in person, signs in, and sets a password and a second factor of their own. A lost sign-in is given
anew in the same way, without its old second factor. Nothing of this is a fact of the register: the journal says only that it was done.
"""

import re
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from kniha.book.access.models import HandedHalf, Proposal, Registrar, SignIn
from kniha.vocab.errors import ConflictError
from kniha.vocab.ids import RandomBytes

NEEDS_PASSWORD = frozenset({"enrol", "reset-sign-in"})
"""Changes of access that end with a new password."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are read for one another


@dataclass(frozen=True, slots=True)
class Handed:
    """What one of the two hands over in person: the login, and a half of the password. Shown once."""

    login: str
    half: str


def hand_first_half(proposal: Proposal, random_bytes: RandomBytes) -> Handed:
    """Draw the proposer's half, and keep it until the proposal is decided."""
    half = _draw(random_bytes)
    HandedHalf.objects.create(proposal=proposal, half=half)
    return Handed(login_of(proposal.name or (proposal.registrar.name if proposal.registrar else "")), half)


def hand_second_half(proposal: Proposal, registrar: Registrar, random_bytes: RandomBytes) -> Handed:
    """Draw the other half, and open the sign-in under both."""
    first = HandedHalf.objects.filter(proposal=proposal).first()
    if first is None:
        raise ConflictError("the first half of this password is gone; withdraw the proposal and make it anew")
    half = _draw(random_bytes)
    login = open_sign_in(registrar, f"{first.half}-{half}")
    first.delete()
    return Handed(login, half)


def forget_half(proposal: Proposal) -> None:
    """A proposal that came to nothing leaves no half of a password behind."""
    HandedHalf.objects.filter(proposal=proposal).delete()


def login_of(name: str) -> str:
    """The login under a name: small letters of any script, with a dot between words."""
    return re.sub(r"[^\w]+", ".", name.casefold()).strip(".")


def open_sign_in(registrar: Registrar, password: str) -> str:
    """Let `registrar` sign in with this password, and with no other any more; return their login. ConflictError where another has it."""
    sign_in = SignIn.objects.select_related("user").filter(registrar=registrar).first()
    if sign_in is None:
        login = login_of(registrar.name)
        if User.objects.filter(username=login).exists():
            raise ConflictError("another account signs in under this name")
        SignIn.objects.create(user=User.objects.create_user(login, password=password), registrar=registrar)
        return login
    user = User.objects.get(pk=sign_in.user_id)
    user.set_password(password)  # ends every session of theirs as well
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    return str(user.username)


def _draw(random_bytes: RandomBytes) -> str:
    """Twelve letters in groups of four, of 31 each: 59 bits in each half."""
    drawn = [_LETTERS[byte % 31] for byte in random_bytes(64) if byte < 248][:12]
    return "-".join("".join(drawn[start : start + 4]) for start in (0, 4, 8))
