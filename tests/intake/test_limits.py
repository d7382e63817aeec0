"""The register's limit, on both ways in: refused, said plainly, and nothing kept."""

import secrets
from collections.abc import Iterator

import pytest
from tests.intake.server import Intake, multipart, running

from kniha.seal.closing import seal_bytes

LIMIT = 400_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("intake")), KNIHA_INTAKE_LIMIT_BYTES=str(LIMIT)) as intake:
        yield intake


def post(intake: Intake, size: int) -> tuple[int, str]:
    body, type_ = multipart({"text": "мае словы", "keep": "yes"}, [("a.mp4", "video/mp4", bytes(size))])
    status, _, answer = intake.request("POST", "/be/report", body, Content_Type=type_)
    return status, answer.decode()


def test_a_file_below_the_limit_is_taken(small: Intake) -> None:
    assert post(small, 300_000)[0] == 200


@pytest.mark.parametrize("size", [390_000, 1_500_000, 20_000_000])
def test_a_file_above_the_limit_is_refused_and_the_words_given_back(small: Intake, size: int) -> None:
    before = small.envelopes()
    status, page = post(small, size)
    assert status == 413
    assert '<p data-error="large">' in page
    assert "мае словы" in page
    assert small.envelopes() == before
    assert small.nothing_remains()


def test_an_envelope_above_the_limit_is_refused(small: Intake) -> None:
    body = seal_bytes(bytes(448 * 1024), [small.identity.recipient], random_bytes=secrets.token_bytes)
    assert small.file(body)[0] == 413
