"""Pages of case files, seen on a phone and on a desk, in three languages."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.case_files import CaseOffice
from tests.desk import desk_pages, kept_forms, looking
from tests.looks import Shown
from tests.sizes import SOAKING
from tests.world import World

from kniha.book.access.models import Registrar

pytestmark = [pytest.mark.django_db, pytest.mark.story]


def lived_in(cases: CaseOffice) -> list[str]:
    """The addresses of pages on which something stands."""
    refusing = cases.told("e2" * 32, b"x" * 100)
    cases.delivered("be")
    cases.answers(cases.statement, "no")
    assert refusing.exhibits.exists()
    base = f"/case-files/{cases.file.pk}/"
    item = cases.file.items.get(number=1)
    return [
        "/case-files/", "/case-files/new/", base, f"{base}choose/", f"{base}change/", f"{base}matrix/", f"{base}disclosure/",
        f"{base}deliveries/", f"{base}deliveries/1/acknowledge/", f"{base}items/{item.pk}/take-out/",
    ]  # fmt: skip


@pytest.mark.skipif(not SOAKING, reason="test_looks has each page once; with more on it, at two widths: in `make soak`")
@pytest.mark.parametrize("language", desk_pages.LANGUAGES)
def test_case_files_can_be_read_by_everybody(
    at_desk: Callable[[Registrar], Client], office: World, settings: object, tmp_path: Path, language: str
) -> None:
    settings.OFFICE = replace(settings.OFFICE, deliveries=tmp_path / "deliveries", crimes=tmp_path / "none.json")
    seated, pages = [at_desk(office.vera), at_desk(office.zoya)], []
    for place, address in enumerate(lived_in(CaseOffice(tmp_path, office))):
        for number, client in enumerate(seated):
            answer = client.get(address, headers={"accept-language": language})
            assert answer.status_code == 200, address
            name = f"{language} {number} {address}"
            pages.append(Shown(name, f"/{language}/{number}/{place}/", answer.content.decode(), dict(answer.headers), address))
    found = [(page.name, fault) for page in pages for fault in kept_forms.faults(page.html, page.asked)]
    assert not [*found, *looking.looked_at(pages)]
