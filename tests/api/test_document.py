"""The document of the interface: what is committed is what the operations say; every operation says all that a program must know."""

from collections.abc import Iterator

import pytest
from tests.api.conftest import Given
from tests.repo.tree import ROOT
from tests.world import World

from kniha.api.document import document, written
from kniha.vocab.terms import codes

COMMITTED = ROOT / "docs/api/openapi.json"


def operations() -> Iterator[tuple[str, str, dict[str, object]]]:
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            yield method, path, told


def test_the_committed_document_is_the_one_that_the_operations_make() -> None:
    assert COMMITTED.read_bytes() == written(), "run: python tools/openapi.py"


def test_there_are_operations_and_each_has_a_name_of_its_own() -> None:
    names = [told["operationId"] for _, _, told in operations()]
    assert len(names) == len(set(names)) > 50


def test_every_operation_says_what_it_does_and_for_which_purposes() -> None:
    for _, path, told in operations():
        assert told["summary"].endswith((".", "…")), path
        assert set(told["x-kniha-purposes"]) <= codes("token-purposes"), path
        assert told["x-kniha-purposes"], path
        assert told["security"] == [{"Bearer": []}], path


def test_every_operation_that_acts_takes_a_key() -> None:
    for _, path, told in operations():
        keys = [one for one in told["parameters"] if one["name"] == "Idempotency-Key"]
        assert [one["required"] for one in keys] == ([True] if "201" in told["responses"] else []), path


def test_what_reads_is_called_by_get_unless_an_address_may_not_hold_what_is_asked() -> None:
    assert {told["operationId"] for method, _, told in operations() if method == "post" and "201" not in told["responses"]} == {
        "look_for_speaker"
    }


def test_nothing_is_called_but_get_and_post() -> None:
    assert {method for method, _, _ in operations()} == {"get", "post"}


def test_every_purpose_opens_something() -> None:
    assert {one for _, _, told in operations() for one in told["x-kniha-purposes"]} == codes("token-purposes")


def test_what_is_sent_takes_no_unknown_field() -> None:
    whole = document()
    for _, path, told in operations():
        if "requestBody" in told:
            schema = told["requestBody"]["content"]["application/json"]["schema"]
            name = schema["$ref"].rsplit("/", 1)[1]
            assert whole["components"]["schemas"][name]["additionalProperties"] is False, path


def test_every_reference_leads_somewhere() -> None:
    whole = document()

    def references(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (value for key, value in node.items() if key == "$ref")
            node = list(node.values())
        if isinstance(node, list):
            for one in node:
                yield from references(one)

    assert {one.rsplit("/", 1)[1] for one in references(whole)} <= set(whole["components"]["schemas"])


@pytest.mark.django_db
def test_whoever_shows_a_token_is_given_it(given: Given, world: World) -> None:
    assert given(world.vera, "coding").get("/openapi.json").content == written()


@pytest.mark.django_db
def test_no_page_with_foreign_scripts_is_served(given: Given, world: World) -> None:
    program = given(world.vera, "coding")
    assert {program.get(path).status_code for path in ("/docs", "/redoc", "/swagger", "/")} == {404}
