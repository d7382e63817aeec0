"""Units and postings at the desk's lists: from empty tables that ship, looked through, confirmed, entered, stopped and gone on with."""

import re
import secrets
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.world import NOW, World

from kniha.book.access import actions
from kniha.book.forces.models import Posting, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.work.models import BroughtList
from kniha.desk import keys
from kniha.runs.importing.brought import Importer
from kniha.runs.importing.medical_entries import Filing
from kniha.worker.lists import Lists

pytestmark = pytest.mark.django_db


def filing() -> Filing:
    return Filing(keys.person_recipient(), b"s" * 32)


UNITS = (
    {"id": "1", "name_be": "Атрад Н", "short_names": "АН; ОН", "kind": "батальён", "force": "міліцыя", "belongs_to": "2", "since": "2015"},
    {"id": "2", "name_be": "Упраўленне Т", "kind": "кантора", "belongs_to": "9"},
    {"id": "3", "name_be": "Рота Р", "belongs_to": "3"},
)
PERSONS = ({"id": "1", "first_name": "Юры", "surname": "Невядомы"},)
POSTINGS = (
    {"id": "1", "person_id": "1", "unit_id": "1", "post": "камандзір атрада", "post_kind": "камандзір", "acting": "так", "since": "2019"},
    {"id": "2", "person_id": "8", "unit_id": "1"},
    {"id": "3", "person_id": "1", "unit_id": "1", "since": "учора"},
)


def duty(settings: object, **more: object) -> Lists:
    importer = Importer(keys.vault(), keys.held().exhibit, settings.OFFICE.mappings, lambda: NOW, secrets.token_bytes, filing())
    return Lists(importer, "w" * 32, lambda: NOW, **more)


def work(settings: object) -> None:
    worker = duty(settings)
    while worker.work():
        pass


def bring(client: Client, world: World, name: str, *rows: dict[str, str]) -> BroughtList:
    """The empty table of the mapping `name`, filled and brought; the mapping is found by its columns."""
    head = b"".join(client.get(f"/lists/empty/{name}.csv").streaming_content).decode().strip().lstrip("\ufeff").split(",")
    assert not {key for row in rows for key in row} - set(head)
    lines = [head, *([row.get(column, "") for column in head] for row in rows)]
    data = "".join(f"{','.join(line)}\n" for line in lines).encode()
    answer = client.post("/lists/", {"file": SimpleUploadedFile(f"{name}.csv", data), "compartment": world.first.pk})
    return BroughtList.objects.get(pk=re.search(r"/lists/(\w+)/", answer["Location"])[1])


def confirmed(client: Client, world: World, settings: object, name: str, *rows: dict[str, str]) -> BroughtList:
    brought = bring(client, world, name, *rows)
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, brought.mapping_name) == ("looked-at", name), brought.fault
    client.post(f"/lists/{brought.pk}/yes/", {"seen": brought.seen})
    return brought


def entered(client: Client, world: World, settings: object, name: str, *rows: dict[str, str]) -> BroughtList:
    brought = confirmed(client, world, settings, name, *rows)
    work(settings)
    brought.refresh_from_db()
    assert brought.state == "done"
    return brought


def page(client: Client, brought: BroughtList, language: str) -> str:
    return client.get(f"/lists/{brought.pk}/", headers={"accept-language": language}).content.decode()


def test_units_persons_and_postings_come_in_by_the_empty_tables_that_ship(vera: Client, office: World, settings: object) -> None:
    units = entered(vera, office, settings, "plain-units", *UNITS)
    assert (units.report["made"], units.report["rows"]["unitparent"], Unit.objects.count()) == (3, 1, 3)
    entered(vera, office, settings, "plain-persons", *PERSONS)
    postings = entered(vera, office, settings, "plain-postings", *POSTINGS)
    assert (postings.report["made"], postings.report["refused"]) == (1, 2)
    posting = Posting.objects.get()
    assert (posting.kind, posting.acting, posting.unit.kind, posting.unit.force) == ("commander", True, "battalion", "police")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("be", ("падпарадкаванне падраздзяленняў", "вышэйшага падраздзялення няма ні ў спісе, ні тут", "стаяла б над самім сабой")),
        ("ru", ("подчинение подразделений", "вышестоящего подразделения нет ни в списке, ни здесь", "стояло бы над самим собой")),
        ("en", ("places of units", "a unit above that is neither in the list nor here", "a unit that would stand above itself on one day")),
    ],
)
def test_what_is_odd_about_units_is_told_in_three_languages(
    vera: Client, office: World, settings: object, language: str, words: tuple[str, ...]
) -> None:
    shown = page(vera, entered(vera, office, settings, "plain-units", *UNITS), language)
    for told in (*words, "belongs_to", "кантора"):
        assert told in shown
    assert "parent-not-here" not in shown


def test_a_posting_of_nobody_here_is_refused_in_the_readers_words(vera: Client, office: World, settings: object) -> None:
    entered(vera, office, settings, "plain-units", *UNITS)
    entered(vera, office, settings, "plain-persons", *PERSONS)
    shown = page(vera, entered(vera, office, settings, "plain-postings", *POSTINGS), "be")
    assert "слупок &#x27;person_id&#x27;: пад гэтым id тут няма чалавека рэестра" in shown
    assert "слупок &#x27;since&#x27;: чакаліся дні, як 2020" in shown


def test_what_units_belonged_to_is_entered_also_after_a_stop_in_mid_work(
    vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kniha.runs.importing.run.BATCH", 1)
    brought = confirmed(vera, office, settings, "plain-units", *UNITS)
    slow = duty(settings, tick=iter(range(0, 10_000, 100)).__next__)
    slow.work()
    vera.post(f"/lists/{brought.pk}/stop/")
    slow.work()
    work(settings)
    assert (Unit.objects.count() < 3, UnitParent.objects.count()) == (True, 0)
    vera.post(f"/lists/{brought.pk}/on/")
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, Unit.objects.count(), UnitParent.objects.count()) == ("done", 3, 1)


def test_a_stop_between_two_batches_of_what_belonged_to_what_leaves_the_rest_to_the_next_run(
    vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kniha.runs.importing.placing.BATCH", 1)
    chain = [
        {"id": str(number), "name_be": f"Рота {number}", "belongs_to": str(number + 1) if number < 4 else ""} for number in range(1, 5)
    ]
    brought = confirmed(vera, office, settings, "plain-units", *chain)
    slow = duty(settings, tick=iter(range(0, 10_000, 100)).__next__)
    while not UnitParent.objects.exists():
        slow.work()
    vera.post(f"/lists/{brought.pk}/stop/")
    slow.work()
    brought.refresh_from_db()
    assert (brought.state, UnitParent.objects.count() < 3) == ("stopped", True)
    vera.post(f"/lists/{brought.pk}/on/")
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, UnitParent.objects.count()) == ("done", 3)


def test_whoever_is_frozen_while_the_rows_are_in_places_no_unit_any_more(
    vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kniha.runs.importing.placing.BATCH", 1)
    brought = confirmed(vera, office, settings, "plain-units", *UNITS)
    slow = duty(settings, tick=iter(range(0, 10_000, 100)).__next__)
    slow.work()
    assert Unit.objects.count() == 3
    actions.freeze(office.hand(office.anna), office.vera)
    work(settings)
    brought.refresh_from_db()
    assert (brought.state, brought.fault, UnitParent.objects.count()) == ("stopped", "this account is frozen", 0)


def test_units_of_a_closed_list_are_not_seen_by_another_compartment(
    vera: Client, marek: Client, at_desk: Callable[..., Client], office: World, settings: object
) -> None:
    brought = entered(vera, office, settings, "plain-units", *UNITS)
    unit = Unit.objects.first()
    assert vera.get(f"/units/{unit.pk}/").status_code == 200
    assert marek.get(f"/units/{unit.pk}/").status_code == 404
    assert marek.get(f"/lists/{brought.pk}/").status_code == 404
