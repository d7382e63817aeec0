"""One running intake for a file of tests."""

from collections.abc import Iterator

import pytest
from tests.intake.server import Intake, running


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("intake"))) as intake:
        yield intake
