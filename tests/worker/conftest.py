"""Homes of offices for the worker and for `kniha doctor`."""

import shutil
from pathlib import Path

import pytest
from tests.courier.places import found
from tests.made_once import MadeOnce
from tests.vault.stores import bucket_shelf, founders, seaweed

__all__ = ["bucket_shelf", "founders", "seaweed"]


@pytest.fixture(scope="session")
def founded_home(made_once: MadeOnce) -> Path:
    return made_once("founded", found) / "home"


@pytest.fixture
def home(founded_home, tmp_path) -> Path:
    """A copy of the founded home for one test."""
    return shutil.copytree(founded_home, tmp_path / "home")
