"""schemathesis over the whole document: whatever fits it, and whatever does not, is answered as the document says, and never by a fault.

A small fixed seed in `make check`; `make soak` looks further.
"""

import random

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.conftest import Given
from tests.api.test_outsiders import known, operations
from tests.world import World

__all__ = ["known"]

pytestmark = [pytest.mark.django_db, pytest.mark.soak]

ANSWERED = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance,
]  # fmt: skip

# Each request shows a good token, so that what it says is looked at; what is wrong in it is refused by one of these.
CONFIG = SchemathesisConfig.from_dict({
    "generation": {"with-security-parameters": False},
    "checks": {"negative_data_rejection": {"expected-statuses": ["400", "403", "404", "413", "415", "422"]}},
})  # fmt: skip

_loaded: dict[str, object] = {}


def operation_named(name: str, headers: dict[str, str]) -> object:
    """One operation of the document as it is served; it is read once, since every token is given the same."""
    if not _loaded:
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), config=CONFIG, headers=headers)
        _loaded.update({one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations()})
    return _loaded[name]


def can_be_wrong(name: str) -> bool:
    """Whether anything that fits no schema can be sent to it: a body, a filter, an id or a key of another form."""
    told = next(told for _, _, told in operations() if told["operationId"] == name)
    return "requestBody" in told or any(one["in"] == "query" or "pattern" in one["schema"] for one in told["parameters"])


NAMES = [str(told["operationId"]) for _, _, told in operations()]
GROUPS = 12
"""So many times is a register made of which every operation has something to tell: it takes longer than the requests."""


@pytest.mark.parametrize("names", [NAMES[nth::GROUPS] for nth in range(GROUPS)], ids="-".join)
def test_whatever_is_sent_is_answered_as_the_document_says(
    given_token: Given, office: World, known: dict[str, str], names: list[str], soaking: bool
) -> None:
    for name in names:
        with transaction.atomic():
            send_everything(given_token, office, known, name, soaking=soaking)
            transaction.set_rollback(True)


def send_everything(given_token: Given, office: World, known: dict[str, str], name: str, *, soaking: bool) -> None:
    """Send one operation what fits the document, and what does not."""
    purpose = next(told["x-kniha-purposes"][0] for _, _, told in operations() if told["operationId"] == name)
    headers = {"Authorization": f"Bearer {given_token(office.vera, purpose).words}"}
    operation = operation_named(name, headers)
    rounds = settings(
        max_examples=100 if soaking else 3, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    chance = seed(random.randrange(2**32) if soaking else 1)

    @chance
    @rounds
    @given(case=operation.as_strategy(GenerationMode.POSITIVE), is_there=strategies.booleans())
    def what_fits(case: schemathesis.Case, is_there: bool) -> None:
        if is_there:
            case.path_parameters = {key: known.get(key, value) for key, value in (case.path_parameters or {}).items()}
        case.call_and_validate(headers=headers, checks=ANSWERED)

    @chance
    @rounds
    @given(case=operation.as_strategy(GenerationMode.NEGATIVE))
    def what_does_not(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, checks=[*ANSWERED, negative_data_rejection])

    what_fits()
    if can_be_wrong(name):
        what_does_not()
