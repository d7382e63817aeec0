"""Bad input: what was expected and what was found, in the program's language, never the value; and nothing half done."""

import pytest
from tests.api.conftest import Given, Program
from tests.world import World, found_world

from kniha.book.journal import reading
from kniha.book.statements.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRET = "Іван Невядомы"
AN_INSTANT = "an instant with its offset, like 2020-08-09T20:10:00Z"
THREE = "text of 3 characters"
NOWHERE = (
    "/statements/1", "/statements/" + "F" * 32, "/statements/" + "0" * 32, "/people/%00", "/incidents/KN-2020-1", "/incidents/ў", "/x", "/",
)  # fmt: skip
NO_JSON = (
    b"{", b"", b"\xff\xfe", b'{"kinds": NaN}', b"[" * 100_000, b'{"kinds": 1e999}', b'{"where": {"lat_e7": 99999999999999999999}}',
    b'"\\ud800"', "кніга".encode("cp1251"),
)  # fmt: skip


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def coding(given: Given, world: World) -> Program:
    return given(world.vera, "coding")


@pytest.fixture
def address(world: World) -> str:
    return f"/statements/{world.report().pk}/accounts"


def problem(program: Program, address: str, sent: object) -> list[dict[str, str]]:
    before = reading.size()
    answer = program.post(address, sent)
    assert answer.status_code == 422, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    assert SECRET not in answer.content.decode()
    assert (reading.size(), Account.objects.count()) == (before, 0)
    return answer.json().get("errors", [])


@pytest.mark.parametrize(
    ("sent", "at", "expected", "found"),
    [
        ({"kinds": [SECRET]}, "body/kinds/0", "a code of the list act-kinds", "text of 13 characters"),
        ({"kind": SECRET}, "body/kind", "no field of this name", "text of 13 characters"),
        ({"kinds": SECRET}, "body/kinds", "a list", "text of 13 characters"),
        ({"when": {"first": SECRET}}, "body/when/first", AN_INSTANT, "text of 13 characters"),
        ({"when": {"first": "2020-08-09T20:10:00"}}, "body/when/first", AN_INSTANT, "text of 19 characters"),
        ({"when": {"words": "x" * 501}}, "body/when/words", "at most 500", "text of 501 characters"),
        ({"where": {"lat_e7": 53.9, "lon_e7": 1, "radius_m": 1}}, "body/where/lat_e7", "a whole number", "a number"),
        ({"where": {"lat_e7": "539023000"}}, "body/where/lat_e7", "a whole number", "text of 9 characters"),
        ({"where": {"lat_e7": 900_000_001, "lon_e7": 0, "radius_m": 1}}, "body/where/lat_e7", "at most 900000000", "a number"),
        ({"mentions": [{"name": SECRET}]}, "body/mentions/0/role", "a value", "nothing"),
        ({"mentions": {"role": "victim"}}, "body/mentions", "a list", "an object"),
        ({"passages": [{"about": "who", "start": 0, "end": 1}]}, "body/passages/0/about", "one of: 'when', 'where' or 'act'", THREE),
        ({"mentions": [{"role": "victim"}] * 201}, "body/mentions", "at most 200", "a list of 201"),
        ([], "body", "an object with fields", "a list of 0"),
        (None, "body", "a value", "nothing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_place_by_place(coding: Program, address: str, sent: object, at: str, expected: str, found: str) -> None:
    assert {"at": at, "expected": expected, "found": found} in problem(coding, address, sent)


@pytest.mark.parametrize(
    "sent",
    [
        {"when": {"first": "2020-08-12T00:00:00Z", "last": "2020-08-11T00:00:00Z", "zone": "Europe/Minsk"}},
        {"when": {"first": "2020-08-12T00:00:00Z"}},
        {"when": {"first": "2020-08-11T00:00:00Z", "last": "2020-08-12T00:00:00Z", "zone": "Europe/Atlantis"}},
        {"when": {"first": "0001-01-01T00:00:00+14:00", "last": "9999-12-31T23:59:59-12:00", "zone": "UTC"}},
        {"where": {"lat_e7": 1, "lon_e7": 1}},
        {"passages": [{"about": "when", "start": 5, "end": 5}]},
        {"passages": [{"about": "when", "start": 0, "end": 1_000_000}]},
        {"mentions": [{"role": "victim", "name": "a\0b"}]},
        {"when": {"words": "\0"}},
    ],
)
def test_what_cannot_be_is_refused_whole(coding: Program, address: str, sent: object) -> None:
    problem(coding, address, sent)


@pytest.mark.parametrize("body", NO_JSON)
def test_a_body_that_is_no_json_is_refused(coding: Program, address: str, body: bytes) -> None:
    answer = coding.client.post(f"/api/v1{address}", body, content_type="application/json", headers={"idempotency-key": "k" * 16})
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert not Account.objects.exists()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"])
def test_a_body_of_another_type_is_refused(coding: Program, address: str, kind: str) -> None:
    answer = coding.client.post(f"/api/v1{address}", b"{}", content_type=kind, headers={"idempotency-key": "k" * 16})
    assert (answer.status_code, answer.json()["title"]) == (415, "The body of a request is of the type application/json.")


def test_a_body_beyond_measure_is_refused(coding: Program, address: str) -> None:
    answer = coding.post(address, {"when": {"words": "x" * 4_000_000}})
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_leads_nowhere_is_not_found(given: Given, world: World, path: str) -> None:
    answer = given(world.vera, "reading").get(path)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:kniha:problem:not-found")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "post"])
def test_another_method_is_told_which_there_are(given: Given, world: World, method: str) -> None:
    answer = getattr(given(world.vera, "reading").client, method)("/api/v1/me")
    assert (answer.status_code, answer["Allow"], answer.json()["type"]) == (405, "GET", "urn:kniha:problem:other-method")


@pytest.mark.parametrize(
    ("language", "words"), [("be", "код са спіса act-kinds"), ("ru", "код из списка act-kinds"), ("de", "a code of the list act-kinds")]
)
def test_a_problem_is_told_in_the_programs_language(given: Given, world: World, address: str, language: str, words: str) -> None:
    assert problem(given(world.vera, "coding", language), address, {"kinds": ["x"]})[0]["expected"] == words


def test_a_field_with_a_long_strange_name_is_cut(coding: Program, address: str) -> None:
    assert problem(coding, address, {"x" * 500: 1})[0]["at"] == f"body/{'x' * 60}"


def test_a_fault_of_ours_tells_nothing(given: Given, world: World, settings: object) -> None:
    program = given(world.vera, "helping")
    source = world.report(envelope="d1" * 32).source_id
    program.client.raise_request_exception = False
    answer = program.post(f"/people/{source}/safe-contacts", {"channel": "phone", "address": SECRET})  # this office has no keys
    assert answer.status_code == 500
    assert set(answer.json()) == {"type", "title", "status"}
