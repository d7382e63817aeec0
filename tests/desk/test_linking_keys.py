"""The keys on the page of two persons, in a real browser: they choose and lead to the reason, never send by themselves, and can be off."""

import pytest
from django.test import Client
from tests import looks
from tests.book.persons import named
from tests.desk import desk_pages
from tests.intake import browser as browsers
from tests.looks import DESK, Shown
from tests.world import NOW, World

from kniha.runs.pairing import pair_people

pytestmark = [pytest.mark.django_db, pytest.mark.story]

CHOSEN = "document.querySelector('input[name=verdict]:checked')?.value"
FOCUSED = "document.activeElement.name"


def test_a_key_chooses_and_leads_to_the_reason_where_it_is_a_letter_again(vera: Client, world: World) -> None:
    one, other = named(world, "Каваленка Яўген"), named(world, "Yauhen Kavalenka")
    pair_people(world.first, now=NOW)
    answer = vera.get(f"/people/{one.pk}/same/{other.pk}/")
    page = Shown("pair", "/pair", answer.content.decode(), dict(answer.headers))
    with browsers.browser() as running:
        context = looks.context_of(running, viewport=DESK, scheme="light")
        looks.served(context, {page.address: page}, desk_pages.static())
        window = context.new_page()
        window.goto("http://desk.test/pair")
        for key, verdict in (("s", "same"), ("n", "not-same"), ("u", "not-known")):
            window.keyboard.press(key)
            assert (window.evaluate(CHOSEN), window.evaluate(FOCUSED)) == (verdict, "words")
            window.evaluate("document.activeElement.blur()")
        window.locator("input[name=words]").focus()
        window.keyboard.type("sn")
        assert window.evaluate(CHOSEN) == "not-known"
        assert window.input_value("input[name=words]") == "sn"
        window.locator("[data-keys] input").uncheck()
        window.keyboard.press("s")
        assert window.evaluate(CHOSEN) == "not-known"
        context.close()
