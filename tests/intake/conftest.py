"""One running intake for a file of tests; a shelf for a test that needs no server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.intake.server import Intake, running

from kniha.intake.shelf import Shelf


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with running(Intake(tmp_path_factory.mktemp("intake"))) as intake:
        yield intake


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.prepare()
    return shelf
