"""A capture of the web is read in the shut-in child, as every file is."""

import pytest
from tests.media.captures import ADDRESS, WHOLE, capture
from tests.worker.cupboard import Cupboard

pytestmark = pytest.mark.database


@pytest.fixture
def shelf(tmp_path, db):
    return Cupboard(tmp_path)


def test_a_capture_tells_its_page_and_what_it_lacks(shelf):
    whole, half = shelf.exhibit(capture()), shelf.exhibit(capture(index=WHOLE[:1]))
    shelf.work()
    assert shelf.facts(whole).findings == ()
    assert [one.read for one in shelf.facts(whole).tellings if one.about == "address"] == [ADDRESS]
    assert shelf.facts(half).findings == ("capture-without-picture",)


def test_a_list_that_unpacks_into_gigabytes_ends_its_child_or_is_given_up_and_the_worker_goes_on(shelf):
    bomb = shelf.exhibit(capture(change=lambda parts: {"pages/pages.jsonl": b"\n" * (80 << 20)}))
    after = shelf.exhibit(capture())
    shelf.work()
    assert shelf.facts(bomb).findings == ("unreadable",)
    assert shelf.facts(after).findings == ()
