"""Tokens for programs: made by a registrar for one purpose, shown once, kept as a digest, dead on a day and with their account.

A token opens what its registrar may see, without a second factor: hence the short life, the one purpose, the entry in the journal.
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from kniha.book.access import rules
from kniha.book.access.models import Registrar, SignIn, Token
from kniha.book.access.queries import one, roles
from kniha.book.journal.acting import Hand
from kniha.vocab import terms
from kniha.vocab.errors import NotFoundError

_FORM = re.compile(r"kniha_[A-Za-z0-9_-]{43}")
_EVERYBODY = tuple(term.code for term in terms.terms("registrar-roles"))


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """A token to be: a purpose of the list `token-purposes`, a name for its registrar, the last day on which it opens."""

    purpose: str
    name: str
    last_day: date


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token and its words, which are shown once."""

    token: Token
    words: str


@transaction.atomic
def make_token(hand: Hand, draft: TokenDraft, *, is_demo: bool) -> MadeToken:
    """Make a token for oneself."""
    actor = hand.acting_as(*_EVERYBODY)
    rules.must_be_token(draft.purpose, draft.name, draft.last_day, today=hand.today)
    rules.must_have_second_factor(has_one=is_demo or _has_second_factor(hand))
    # Locked, so that a token cannot be made in the instant in which the account is frozen.
    registrar = one(Registrar.objects.select_for_update(), pk=hand.id, frozen=False)
    words = f"kniha_{urlsafe_b64encode(hand.random_bytes(32)).decode().rstrip('=')}"
    made = Token.objects.create(
        id=hand.new_id(), registrar=registrar, purpose=draft.purpose, name=draft.name.strip(), digest=_digest(words),
        made_on=hand.today, last_day=draft.last_day,
    )  # fmt: skip
    hand.enter(actor, "token.made", [], cites=[("registrar", hand.id)], token_purpose=draft.purpose, last_day=draft.last_day.isoformat())
    return MadeToken(made, words)


@transaction.atomic
def revoke_token(hand: Hand, token: Token) -> None:
    """End a token before its day: one's own; a custodian ends anybody's."""
    actor = hand.acting_as(*_EVERYBODY)
    now = one(_visible(hand.registrar).select_for_update(), pk=token.pk)
    rules.must_be_in_use(is_revoked=now.revoked_on is not None)
    Token.objects.filter(pk=now.pk).update(revoked_on=hand.today)
    hand.enter(actor, "token.revoked", [], cites=[("registrar", now.registrar_id)], token_purpose=now.purpose)


def end_tokens(registrar: Registrar, *, day: date) -> None:
    """End all tokens of an account that is frozen or whose sign-in is given anew: part of that action, whose entry says it."""
    Token.objects.filter(registrar=registrar, revoked_on__isnull=True).update(revoked_on=day)


def token_of(words: str, *, today: date) -> Token:
    """The token that a program shows, with its registrar; NotFoundError for one that opens nothing (any more).

    It is looked up by its digest: nothing is compared byte by byte with a secret, so the time that it takes tells nothing of one.
    """
    if not _FORM.fullmatch(words):
        raise NotFoundError("this token opens nothing")
    usable = Token.objects.select_related("registrar").filter(registrar__frozen=False, revoked_on__isnull=True, last_day__gte=today)
    found = usable.filter(digest=_digest(words)).first()
    if found is None:
        raise NotFoundError("this token opens nothing")
    if found.used_on != today:
        Token.objects.filter(pk=found.pk).update(used_on=today)
    return found


def tokens(registrar: Registrar) -> models.QuerySet[Token]:
    """One's own tokens; a custodian sees everybody's. Those in use first, then by their last day."""
    order = (models.F("revoked_on").desc(nulls_first=True), "-last_day", "pk")
    return _visible(registrar).select_related("registrar").order_by(*order)


def token(registrar: Registrar, token_id: str) -> Token:
    """One token, or NotFoundError."""
    return one(_visible(registrar), pk=token_id)


def _visible(registrar: Registrar | None) -> models.QuerySet[Token]:
    if registrar is None or registrar.frozen:
        return Token.objects.none()
    return Token.objects.all() if "custodian" in roles(registrar) else Token.objects.filter(registrar=registrar)


def _has_second_factor(hand: Hand) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    users = SignIn.objects.filter(registrar=hand.registrar).values("user")
    return bool(Authenticator.objects.filter(user__in=users, type__in=kinds).exists())


def _digest(words: str) -> str:
    return sha256(words.encode()).hexdigest()
