"""Homes of offices for the worker and for `kniha doctor`."""

import shutil
from pathlib import Path

import pytest
from tests.courier.places import new_home


@pytest.fixture(scope="session")
def founded_home(tmp_path_factory) -> Path:
    return new_home(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture
def home(founded_home, tmp_path) -> Path:
    """A copy of the founded home for one test."""
    return shutil.copytree(founded_home, tmp_path / "home")
