"""Pages of recordings beside incidents, seen on a phone and on a desk, in three languages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from tests.book.footage import NEAR, camera, footage, held, measured
from tests.book.happenings import AT_THE_CORNER, happened
from tests.desk import desk_pages, kept_forms, looking
from tests.desk.conftest import Filed
from tests.looks import Shown
from tests.sizes import SOAKING
from tests.world import MINSK, NOW, World, at

from kniha.book.access.models import Registrar
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.recordings.drafts import ViewDraft
from kniha.book.statements.drafts import When
from kniha.runs.matching import match_compartment

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def lived_in(world: World) -> list[str]:
    """The addresses of pages on which something stands, and of those that say why nothing does."""
    incident, film = happened(world, AT_THE_CORNER), held(world)
    of, around = (
        camera(world, label="Камера над уваходам у краму на рагу вуліцы"),
        camera(world, ViewDraft(539023500, 275619000, 25), label="Дом"),
    )
    measured(world, of)
    soon = footage(world, of, lost_on=datetime.now(MINSK).date() + timedelta(days=4))
    footage(
        world, around, (at(21), at(23, 59)), label="Паваротная камера, увесь вечар", lost_on=datetime.now(MINSK).date() - timedelta(days=4)
    )
    wrong = footage(world, camera(world, NEAR, label="Гадзіннік"), (at(23, 45), at(23, 59)), label="Праз гадзіну")
    match_compartment(world.first, now=NOW)
    decide_on_match(world.hand(world.vera), incident, film, Seen("shows", "відаць чацвярых ля дзвярэй", 12_000, 31_500))
    decide_on_match(world.hand(world.zoya), incident, wrong, Seen("not-shown", "глядзіць у двор з іншага боку"))
    vague = happened(world, AT_THE_CORNER, when=When(at(0, day=1), at(0, day=31), "Europe/Minsk", "about", "улетку"))
    nowhere = footage(world, camera(world, ViewDraft(place_words="недзе ў двары")))
    match_compartment(world.first, now=NOW)
    listed = f"/incidents/{incident.number}/recordings/"
    return [
        listed, f"{listed}{soon.pk}/", f"{listed}{film.pk}/", f"/recordings/{film.pk}/incidents/", f"/incidents/{incident.number}/",
        f"/recordings/{film.pk}/", f"/incidents/{vague.number}/recordings/", f"/recordings/{nowhere.pk}/incidents/",
    ]  # fmt: skip


@pytest.mark.skipif(not SOAKING, reason="test_looks has each page once; with more on it, at two widths: in `make soak`")
@pytest.mark.parametrize("language", desk_pages.LANGUAGES)
def test_recordings_beside_incidents_can_be_read_by_everybody(
    at_desk: Callable[[Registrar], Client], office: World, filed: Filed, language: str
) -> None:
    client, pages = at_desk(office.vera), []
    for place, address in enumerate(lived_in(office)):
        answer = client.get(address, headers={"accept-language": language})
        assert answer.status_code == 200, address
        pages.append(Shown(f"{language} {address}", f"/{language}/{place}/", answer.content.decode(), dict(answer.headers), address))
    found = [(page.name, fault) for page in pages for fault in kept_forms.faults(page.html, page.asked)]
    assert not [*found, *looking.looked_at(pages)]
