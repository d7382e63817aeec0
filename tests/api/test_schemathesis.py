"""schemathesis over the whole document: whatever fits it, and whatever does not, is answered as the document says, and never by a fault.

A small fixed seed in `make check`; `make soak` looks further.
"""

import random

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
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


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", [str(told["operationId"]) for _, _, told in operations()])
def test_whatever_is_sent_is_answered_as_the_document_says(
    given_token: Given, office: World, known: dict[str, str], name: str, mode: GenerationMode, soaking: bool
) -> None:
    purpose = next(told["x-kniha-purposes"][0] for _, _, told in operations() if told["operationId"] == name)
    headers = {"Authorization": f"Bearer {given_token(office.vera, purpose).words}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers=headers)
    operation = next(one.ok() for one in schema.get_all_operations() if one.ok().definition.raw["operationId"] == name)
    checks = [*ANSWERED, negative_data_rejection] if mode is GenerationMode.NEGATIVE else ANSWERED

    @seed(random.randrange(2**32) if soaking else 1)
    @settings(
        max_examples=300 if soaking else 6, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(mode), is_there=strategies.booleans())
    def answered(case: schemathesis.Case, is_there: bool) -> None:
        if is_there and mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
        case.call_and_validate(headers=headers, checks=checks)

    answered()
