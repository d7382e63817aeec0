"""Who asks: the token of a request becomes its registrar with a hand; an operation takes tokens of its own purposes alone."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from kniha.api.language import language
from kniha.api.problems import ProblemError
from kniha.book.access import queries
from kniha.book.access.models import Registrar, Token
from kniha.book.access.tokens import token_of
from kniha.book.journal.acting import Hand
from kniha.vocab import terms
from kniha.vocab.errors import NotFoundError

EVERY = tuple(term.code for term in terms.terms("token-purposes"))
"""All purposes: for what tells nothing of anybody, as lists of terms do."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Who:
    """The registrar who asks, the hand they act with, the token that the program showed."""

    registrar: Registrar
    hand: Hand
    token: Token


class Asked(HttpRequest):
    """A request whose token was looked at."""

    auth: Who


class Bearer(HttpBearer):
    """A token in the header `Authorization: Bearer kniha_…`. There is no other way in."""

    def __init__(self, purposes: tuple[str, ...], clock: Callable[[], datetime] = lambda: datetime.now(settings.OFFICE.zone)) -> None:
        super().__init__()
        for purpose in purposes:
            terms.check_term("token-purposes", purpose)
        self.purposes, self.clock = purposes, clock

    def authenticate(self, request: HttpRequest, token: str) -> Who:
        """Return who asks; ProblemError 401 for a token that opens nothing, 403 for one of another purpose."""
        now = self.clock()
        try:
            found = token_of(token, today=now.date())
        except NotFoundError as error:
            raise ProblemError(401, "no-token") from error
        if found.purpose not in self.purposes:
            named = ", ".join(terms.label("token-purposes", purpose, language()) for purpose in self.purposes)
            raise ProblemError(403, "other-purpose", named)
        _must_be_json(request)
        registrar = queries.seated(found.registrar)
        hand = Hand(registrar, queries.roles(registrar), now, secrets.token_bytes, through=found.purpose)
        return Who(registrar, hand, found)


def _must_be_json(request: HttpRequest) -> None:
    """A body of another type would be read as what it is not; a form from a page elsewhere is of another type too."""
    if request.body and request.content_type != JSON:
        raise ProblemError(415, "other-type", JSON)
