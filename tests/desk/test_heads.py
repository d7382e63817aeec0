"""What the desk says of signed heads: when the next one comes, and why nothing is entered after a restore."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.runs.log import log_of
from tests.world import NOW, World

from kniha.book.events.models import Incident
from kniha.book.journal import reading
from kniha.desk.incidents.proof import _seconds_to_wait
from kniha.runs import heads

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("since", "every", "wait"),
    [(0, 3600, 5), (59, 3600, 5), (60, 3600, 3545), (3599, 3600, 6), (14, 60, 5), (15, 60, 50), (59, 60, 6)],
)
def test_a_page_that_waits_looks_again_when_the_next_head_comes(since: int, every: int, wait: int) -> None:
    assert _seconds_to_wait(datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(seconds=since), every) == wait


def test_the_page_of_a_proof_says_by_when_it_is_ready_and_asks_nobody(world: World, vera: Client, settings: object) -> None:
    settings.OFFICE = replace(settings.OFFICE, heads_every=86_400)
    incident, _, _ = world.opened()
    page = vera.get(f"/incidents/{incident.number}/proof/").content.decode()
    assert re.search(r"The next one comes by \d+ \w+ \d{4}, 03:00 \(Europe/Minsk\)", page)
    assert 0 < int(re.search(r'data-look-again="(\d+)"', page)[1]) <= 86_405


@pytest.fixture
def put_back(world: World, settings: object, tmp_path: Path) -> World:
    """An office that was put back behind a head of a hundred entries."""
    world.opened()
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path)
    log = log_of(world, tmp_path)
    log.kept.keep_head(log.note(replace(heads.current_head(), size=100, root=b"x" * 32), NOW))
    return world


def test_an_office_that_was_put_back_reads_and_enters_nothing(put_back: World, vera: Client) -> None:
    address, size = f"/incidents/{Incident.objects.get().number}/", reading.size()
    assert vera.get(address).status_code == 200
    for language, words in (("en", "put back from an older copy"), ("be", "адноўлены са старэйшай копіі"), ("ru", "восстановлен из более")):
        answer = vera.post(f"{address}review/", headers={"accept-language": language})
        assert answer.status_code == 403
        assert words in answer.content.decode()
    assert (reading.size(), Incident.objects.get().state) == (size, "draft")
