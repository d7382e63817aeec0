"""What was answered before a story, seen on a phone and on a desk, in Belarusian: the statement, the lists, what custodians are told."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests import looks
from tests.delicate import delicate_draft, received
from tests.desk import desk_pages
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE, WCAG, Shown
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
    found = [(page.name, fault) for page in pages for fault in looks.unsound(page.html)]
    with browsers.browser() as running:
        for viewport in (PHONE, DESK):
            context = looks.context_of(running, viewport=viewport, scheme="light")
            looks.served(context, {page.address: page for page in pages}, desk_pages.static())
            window = context.new_page()
            for page in pages:
                window.goto(f"http://desk.test{page.address}")
                found += [(f"{viewport['width']} {page.name}", fault) for fault in looks.faults(window, WCAG)]
            context.close()
    assert not found
