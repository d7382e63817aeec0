"""Offices at work, and offices that were put back."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.runs.log import Office, go_on, log_of
from tests.world import found_world


@pytest.fixture
def office(tmp_path: Path, settings: object) -> Office:
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path)
    world = found_world()
    return Office(world, log_of(world, tmp_path))


@pytest.fixture
def lost(office: Office) -> Office:
    """An office that was put back behind its newest head."""
    go_on(office.world, 3)
    office.head()
    office.make_copy()
    go_on(office.world, 4)
    office.head()
    office.put_back()
    return office
