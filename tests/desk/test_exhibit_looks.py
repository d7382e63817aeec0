"""What an opened file tells, seen on a phone and on a desk, in three languages."""

import io

import pytest
from django.test import Client
from tests.desk import desk_pages, looking
from tests.desk.conftest import Filed
from tests.desk.test_exhibits import TELLS, kept, opened
from tests.desk.test_exhibits_made import READ, note
from tests.looks import Shown
from tests.media.samples import encoded, jpeg
from tests.media.scans import BELARUSIAN, paper
from tests.media.test_frames import loud
from tests.world import World

from kniha.book.evidence.models import Derivative, Exhibit, Making, Words
from kniha.media.waves import waveform

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def film_of(office: World, exhibit: Exhibit) -> None:
    """A page drawn and read, frames, a wave: more than any one file has, all on one page."""
    picture = encoded(paper(BELARUSIAN), "JPEG")
    note(office, exhibit, Derivative, picture, kind="page", number=1, recipe="{}")
    note(office, exhibit, Derivative, b"", kind="page", number=2, recipe="{}", finding="given-up")
    for number in range(1, 9):
        note(
            office,
            exhibit,
            Derivative,
            jpeg((160, 90), f"hsl({40 * number}, 60%, 50%)"),
            kind="frame",
            number=number,
            at_ms=number * 700_400,
            recipe="{}",
        )
    note(office, exhibit, Derivative, waveform(io.BytesIO(loud())).picture, kind="waveform", number=1, at_ms=4000, recipe="{}")
    note(office, exhibit, Words, READ.as_json(), page=1)
    Making.objects.create(exhibit=exhibit, steps=4, done=2, unread=1)


def test_what_a_file_tells_can_be_read_by_everybody(vera: Client, office: World, filed: Filed) -> None:
    kept(office, filed.picture, TELLS)
    film_of(office, filed.picture)
    opened(vera, filed.picture)
    answers = {name: vera.get(f"/exhibits/{filed.picture.pk}/", headers={"accept-language": name}) for name in desk_pages.LANGUAGES}
    pages = [Shown(name, f"/{name}/", answer.content.decode(), dict(answer.headers)) for name, answer in answers.items()]
    assert not [*looking.looked_at(pages)]
