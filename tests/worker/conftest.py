"""Homes of offices for the worker and for `kniha doctor`."""

import shutil
from pathlib import Path

import pytest
from tests.courier.places import new_home
from tests.vault.stores import bucket_shelf, founders, seaweed

__all__ = ["bucket_shelf", "founders", "seaweed"]


@pytest.fixture(scope="session")
def founded_home(tmp_path_factory) -> Path:
    return new_home(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture
def home(founded_home, tmp_path) -> Path:
    """A copy of the founded home for one test."""
    return shutil.copytree(founded_home, tmp_path / "home")
