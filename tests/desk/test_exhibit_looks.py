"""What an opened file tells, seen on a phone and on a desk, in three languages."""

import pytest
from django.test import Client
from tests import looks
from tests.desk import desk_pages
from tests.desk.conftest import Filed
from tests.desk.test_exhibits import TELLS, kept, opened
from tests.intake import browser as browsers
from tests.looks import DESK, PHONE, WCAG, Shown
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def test_what_a_file_tells_can_be_read_by_everybody(vera: Client, office: World, filed: Filed) -> None:
    kept(office, filed.picture, TELLS)
    opened(vera, filed.picture)
    answers = {name: vera.get(f"/exhibits/{filed.picture.pk}/", headers={"accept-language": name}) for name in desk_pages.LANGUAGES}
    pages = [Shown(name, f"/{name}/", answer.content.decode(), dict(answer.headers)) for name, answer in answers.items()]
    found = [(page.name, fault) for page in pages for fault in looks.unsound(page.html)]
    with browsers.browser() as running:
        for viewport in (PHONE, DESK):
            context = looks.context_of(running, viewport=viewport, scheme="light")
            looks.served(context, {page.address: page for page in pages}, desk_pages.static())
            window = context.new_page()
            for page in pages:
                window.goto(f"http://desk.test{page.address}")
                found += [(page.name, fault) for fault in looks.faults(window, WCAG)]
            context.close()
    assert not found
