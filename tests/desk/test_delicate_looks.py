"""What was answered before a story, seen on a phone and on a desk, in Belarusian: the statement, the lists, what custodians are told."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.delicate import delicate_draft, received
from tests.desk import looking
from tests.looks import Shown
from tests.world import TEXT, World

from kniha.book.access.models import Registrar
from kniha.book.statements.early import EarlyAnswers

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def test_everybody_can_read_what_was_answered(at_desk: Callable[[Registrar], Client], office: World) -> None:
    delicate = received(office, delicate_draft())
    other = received(office, delicate_draft(EarlyAnswers("victim", "unsure", held="no", minor="no"), envelope="dd" * 32, text=TEXT))
    vera, anna, pages = at_desk(office.vera), at_desk(office.anna), []
    paths = (f"/statements/{delicate.pk}/", f"/statements/{other.pk}/", "/statements/", "/")
    for place, (client, path) in enumerate([*((vera, path) for path in paths), (anna, "/")]):
        answer = client.get(path, headers={"accept-language": "be"})
        assert answer.status_code == 200, path
        pages.append(Shown(f"be {path}", f"/{place}/", answer.content.decode(), dict(answer.headers), path))
    assert not [*looking.looked_at(pages)]
