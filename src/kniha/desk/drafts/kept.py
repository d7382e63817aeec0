"""Which forms are kept while they are written, what of them is never kept, and what they are about. A form that is not here is not kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve

from kniha.book.access.models import Registrar
from kniha.book.events import queries as events
from kniha.book.forces import queries as forces
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.work import queries as work
from kniha.vocab.errors import NotFoundError

# Each gives the id of what the form is about, or NotFoundError: who may not see that any more does not see what they typed of it either.
About = Callable[[Registrar, str], str]


def _statement(registrar: Registrar, key: str) -> str:
    return statements.statement(registrar, key).pk


def _account(registrar: Registrar, key: str) -> str:
    return statements.account(registrar, key).pk


def _person(registrar: Registrar, key: str) -> str:
    return people.person(registrar, key).pk


def _incident(registrar: Registrar, key: str) -> str:
    return events.incident(registrar, key).pk


def _unit(registrar: Registrar, key: str) -> str:
    return forces.unit(registrar, key).pk


def _request(registrar: Registrar, key: str) -> str:
    return work.request(registrar, key).pk


def _nothing(_registrar: Registrar, _key: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is kept: whose access it is under, which fields never leave the page, what must be answered before it is kept."""

    about: About = _nothing
    never: frozenset[str] = frozenset()
    needs: Mapping[str, str] = field(default_factory=dict)


# Without the consent to keep it, nothing that a source says is kept; who they are is sealed, or not written.
IDENTITY = frozenset({"name", "contact"})
CONSENT = {"consent-keep": "yes"}

FORMS = {
    "code_account": Form(_statement),
    "add_mention": Form(_account),
    "message-write": Form(_statement),
    "interview": Form(_nothing, IDENTITY, CONSENT),
    "interview-again": Form(_person, IDENTITY, CONSENT),
    "assess_risk": Form(_person),
    "incident-open": Form(_account),
    "incident-conclude": Form(_incident),
    "incident-act": Form(_incident),
    "incident-injury": Form(_incident),
    "incident-involvement": Form(_incident),
    "incident-withdraw": Form(_incident),
    "incident-decide": Form(_incident),
    "unit-new": Form(_nothing),
    "unit-new-from": Form(_account),
    "unit-name": Form(_unit),
    "unit-place": Form(_unit),
    "person-posting": Form(_person),
    "requests": Form(_nothing),
    "request-decide": Form(_request),
    "statement-task": Form(_statement),
    "person-task": Form(_person),
    "incident-task": Form(_incident),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A form at its address, and what it is about."""

    path: str
    about: str
    form: Form

    def cleared(self, fields: list[tuple[str, str]]) -> tuple[tuple[str, str], ...] | None:
        """The fields that may be kept; None where what must be answered first was not."""
        told = dict(fields)
        if any(told.get(name) != answer for name, answer in self.form.needs.items()):
            return None
        return tuple(one for one in fields if one[0] not in self.form.never)


def known(registrar: Registrar, path: str) -> Known:
    """The form at `path`; NotFoundError where none is kept, or what it is about is not for `registrar`."""
    try:
        found = resolve(path)
    except Resolver404:
        raise NotFoundError("there is no such thing here") from None
    form = FORMS.get(found.url_name or "")
    if form is None:
        raise NotFoundError("there is no such thing here")
    key = next(iter(found.kwargs.values()), "")
    return Known(path, form.about(registrar, str(key)), form)
