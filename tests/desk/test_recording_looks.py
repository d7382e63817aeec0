"""Pages of cameras, recordings and indexes of footage, seen on a phone and on a desk, in three languages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.desk import desk_pages, kept_forms, looking
from tests.desk.conftest import Filed
from tests.looks import Shown
from tests.sizes import SOAKING
from tests.world import MINSK, World, acquisition_draft

from kniha.book.access.models import Registrar
from kniha.book.bulk.actions import BatchDraft, bring_batch
from kniha.book.bulk.rows import load
from kniha.book.evidence.acquiring import begin_acquisition
from kniha.book.recordings.models import Camera, CameraPosition, Recording
from kniha.runs.demonstration.camera_work import know_cameras
from kniha.vault.blobs import StoredBlob

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def lived_in(world: World, filed: Filed) -> list[str]:
    """The addresses of pages on which something stands."""
    now = datetime.now(MINSK)
    hand = world.hand(world.vera, now)
    know_cameras(hand, world.hand(world.zoya, now), world.first)
    given = begin_acquisition(hand, acquisition_draft("Спіс камер"), world.first)
    draft = BatchDraft("footage", "Гарадскія камеры", 60, "kind = 'footage'", "e8" * 32, hand.today + timedelta(days=99))
    batch = bring_batch(hand, given, draft, StoredBlob("e5" * 32, "e6" * 32, 3, "e7" * 32, b"header"))
    row = ("крама", 1_597_176_000_000, 1_597_176_600_000, 30_000, 539023000, 275619000, 20, 90, None, 60, None, "D:/1.mp4")
    load(batch, 0, [(f"A-{number:02}", *row) for number in range(60)])
    camera = Camera.objects.get(kind="fixed").pk
    recording = Recording.objects.exclude(way_to_ask="").get().pk
    part = CameraPosition.objects.get(camera=camera).pk
    return [
        "/cameras/", f"/cameras/{camera}/", "/cameras/new/", f"/cameras/{camera}/comparison/", f"/cameras/{camera}/clock/", "/recordings/",
        f"/recordings/{recording}/", f"/recordings/new/?exhibit={filed.picture.pk}", f"/recordings/{recording}/correction/",
        f"/recordings/{recording}/way/", f"/recordings/{recording}/request/", f"/recordings/{recording}/withdrawal/",
        f"/cameras/parts/position/{part}/withdrawal/", f"/cameras/{camera}/description/", "/footage/", "/batches/", f"/batches/{batch.pk}/",
    ]  # fmt: skip


@pytest.mark.skipif(not SOAKING, reason="test_looks has each page once; with more on it, at two widths: in `make soak`")
def test_what_is_known_of_cameras_can_be_read_by_everybody(at_desk: Callable[[Registrar], Client], office: World, filed: Filed) -> None:
    addresses, client, pages = lived_in(office, filed), at_desk(office.zoya), []
    for place, address in enumerate(addresses):
        name = desk_pages.LANGUAGES[place % 3]
        answer = client.get(address, headers={"accept-language": name})
        assert answer.status_code == 200, address
        pages.append(Shown(f"{name} {address}", f"/{name}/{place}/", answer.content.decode(), dict(answer.headers), address))
    found = [(page.name, fault) for page in pages for fault in kept_forms.faults(page.html, page.asked)]
    assert not [*found, *looking.looked_at(pages)]
