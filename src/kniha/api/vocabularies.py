"""Lists of terms: the codes that requests and answers are made of, with what people read for them."""

from ninja import Router
from pydantic import BaseModel, Field

from kniha.api.asking import EVERY, Asked
from kniha.api.operations import reads
from kniha.vocab import terms
from kniha.vocab.errors import NotFoundError

router = Router(tags=["vocabularies"])


class Label(BaseModel):
    """One term with its labels."""

    code: str
    be: str
    ru: str
    en: str
    group: str | None = Field(description="The group that it stands under, where the list has groups.")


class Vocabulary(BaseModel):
    """One list of terms, in the order in which people see it."""

    name: str
    terms: list[Label]


class Vocabularies(BaseModel):
    """The names of all lists."""

    names: list[str]


class Me(BaseModel):
    """For whom the token works, for what, and until when."""

    registrar: str
    roles: list[str]
    purpose: str
    last_day: str = Field(description="The last day on which the token opens, by the office's clocks.")


@reads(router, "/me", purposes=EVERY, answer=Me)
def who_am_i(request: Asked) -> Me:
    """For whom this token works, for what, and until when."""
    who = request.auth
    return Me(registrar=who.registrar.name, roles=sorted(who.hand.roles), purpose=who.token.purpose, last_day=str(who.token.last_day))


@reads(router, "/vocabularies", purposes=EVERY, answer=Vocabularies)
def vocabularies(request: Asked) -> Vocabularies:  # noqa: ARG001  every operation is given its request
    """The names of all lists of terms."""
    return Vocabularies(names=list(terms.list_names()))


@reads(router, "/vocabularies/{name}", purposes=EVERY, answer=Vocabulary)
def vocabulary(request: Asked, name: str) -> Vocabulary:  # noqa: ARG001  the same
    """One list of terms."""
    if name not in terms.list_names():
        raise NotFoundError("there is no such thing here")
    found = [Label(code=one.code, be=one.be, ru=one.ru, en=one.en, group=one.group) for one in terms.terms(name)]
    return Vocabulary(name=name, terms=found)
