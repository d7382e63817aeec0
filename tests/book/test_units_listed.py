"""Units in lists and searches: told by tables that are derived from their names, and telling nobody what they may not see."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.book.story import told
from tests.book.test_forces import READ, RIOT, erased, unit
from tests.desk.test_units import elsewhere
from tests.erasures import NEXT_YEAR, keeper
from tests.world import World, found_world

from kniha.book.access import actions as access
from kniha.book.access.conflicts import step_aside
from kniha.book.access.models import Registrar
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure
from kniha.book.erasure.holding import HoldDraft, place_hold
from kniha.book.forces import actions, finding, listing
from kniha.book.forces.drafts import Source, UnitNameDraft
from kniha.book.forces.models import ListedUnit, UnitName, UnitWord
from kniha.book.statements.models import Account
from kniha.search.called import sought, words_of

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database(whole=True)]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def account(world: World) -> Account:
    return world.coded(world.report())


def listed(registrar: Registrar, **narrowed: str) -> list[str]:
    rows = finding.called_units(registrar, finding.listed(registrar, **narrowed))
    return [row.called for row in rows]


def told_to(registrar: Registrar, text: str, compartment: str) -> set[str]:
    return {name.text for name in finding.told_names(registrar, text, among=finding.places(compartment))}


def name(world: World, which: object, text: str, source: Source = READ, language: str = "be") -> UnitName:
    return actions.name_unit(world.hand(world.vera), which, UnitNameDraft(text, language, "short"), source=source)


# -- in order


def test_units_stand_in_the_order_of_the_alphabet_and_numbers_by_their_size(world: World) -> None:
    names = ["11-ы атрад", "2-і атрад", "Іўе", "Зэльва", "Йод", "Ёлка", "Еўра", "жніво", "Ўзда", "Фалько", "Узда"]
    for each in names:
        unit(world.hand(world.vera), each)
    wanted = ["2-і атрад", "11-ы атрад", "Еўра", "Ёлка", "жніво", "Зэльва", "Іўе", "Йод", "Узда", "Ўзда", "Фалько"]
    assert listed(world.vera) == wanted


def test_a_unit_stands_where_its_name_in_the_readers_language_does(world: World) -> None:
    first, _second = unit(world.hand(world.vera), "Яшчэ"), unit(world.hand(world.vera), "Млын")
    actions.name_unit(world.hand(world.vera), first, UnitNameDraft("А", "ru"), source=READ)
    assert finding.listed(world.vera, language="ru")[0].unit_id == first.pk
    assert [row.unit_id for row in finding.listed(world.vera, language="be")][-1] == first.pk


def test_a_list_is_narrowed_by_force_and_kind_as_they_are_now(world: World) -> None:
    found = unit(world.hand(world.vera), "Атрад")
    actions.describe_unit(world.hand(world.vera), found, replace(RIOT, kind="regiment"))
    assert listed(world.vera, kind="regiment") == ["Атрад"]
    assert listed(world.vera, kind="detachment") == listed(world.vera, force="judges") == []
    assert listing.are_true()


# -- found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("першы", True), ("пеершы", True), ("Pershy atrad", True), ("прыкла", True), ("атрад першы", True), ("рысі атрад", False),
        ("1", False), ("321", True), ("3215", False), ("", False), ("—", False),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_words_of_one_of_its_names(world: World, typed: str, found: bool) -> None:
    made = unit(world.hand(world.vera), "Першы атрад прыкладаў")
    name(world, made, "Рысі")
    name(world, made, "в/ч 3214")
    assert [row["unit"] for row in finding.bearing(world.vera, typed).distinct()] == ([made.pk] if found else [])


_NAMES = ("першы прыклад", "Рысі", "в/ч 3214", "атрад 32", "Амап", "omon", "Гродна полк", "прыкладная рысь", "Okrestina", "Ёлка")


@given(typed=st.text("прыкладёсьatomn3214 ", max_size=9) | st.sampled_from(["акрэсціна", "прыклат", "елка", "гроднае", "grodno", "омон"]))
def test_the_index_finds_what_the_words_mean(typed: str) -> None:
    """The ranges of the index and `Sought.meets` are one and the same."""
    wanted = sought(typed)
    meant = {text for text in _NAMES if wanted and all(any(map(one.meets, words_of(text))) for one in wanted)}
    with transaction.atomic():
        for place, text in enumerate(_NAMES):
            named = UnitName(pk=f"{place:032x}", unit_id=f"{place:032x}", text=text)
            UnitWord.objects.bulk_create(listing.words_in(named, listing.OPEN))
        found = {_NAMES[int(row["unit"], 16)] for row in finding.bearing(Registrar(pk="0" * 32), typed)}
        transaction.set_rollback(True)
    assert found == meant


# -- who sees what


def test_a_closed_name_changes_no_list_search_or_suggestion_elsewhere(world: World, account: Account) -> None:
    opened = unit(world.hand(world.vera), "Атрад прыкладаў")
    before = listed(world.marek)
    name(world, opened, "Рысі", Source(account=account))
    closed = unit(world.hand(world.vera), "Акіян", Source(account=account))
    assert listed(world.marek) == before == ["Атрад прыкладаў"]
    assert listed(world.marek, words="рысі") == listed(world.marek, words="акіян") == []
    assert told_to(world.marek, "Рысі і Акіян", world.first.pk) == set()
    assert listed(world.vera) == ["Акіян", "Атрад прыкладаў"]
    assert listed(world.vera, words="рысі") == ["Атрад прыкладаў"]
    assert told_to(world.vera, "тыя Рысі і Акіян", world.first.pk) == {"Рысі", "Акіян"}
    assert not finding.listed(world.marek).filter(unit=closed.pk).exists()


def test_what_is_tied_in_one_compartment_is_offered_nothing_of_another(world: World) -> None:
    access.admit_member(world.hand(world.anna), (world.anna, world.boris), world.second, world.vera)
    unit(world.hand(world.vera), "Рысі", Source(account=elsewhere(world)))
    assert listed(world.vera) == ["Рысі"]
    assert told_to(world.vera, "Рысі", world.first.pk) == set()
    assert told_to(world.vera, "Рысі", world.second.pk) == {"Рысі"}


def test_a_unit_known_in_two_compartments_alone_stands_once_in_the_list_of_a_member_of_both(world: World, account: Account) -> None:
    access.admit_member(world.hand(world.anna), (world.anna, world.boris), world.second, world.vera)
    made = unit(world.hand(world.vera), "Атрад прыкладаў")
    name(world, made, "Рысі", Source(account=account))
    name(world, made, "Зубры", Source(account=elsewhere(world)))
    actions.withdraw_part(world.hand(world.vera), made.names.get(text="Атрад прыкладаў"), reason="не пра іх")
    assert finding.listed(world.vera).count() == finding.listed(world.marek).count() == 1
    assert listed(world.marek) == ["Зубры"]
    assert listing.are_true()


def test_whoever_is_kept_from_a_statement_finds_no_name_that_rests_on_it_and_no_place_tells_of_it(world: World, account: Account) -> None:
    other = world.coded(world.report(envelope="e7" * 32))
    made = unit(world.hand(world.vera), "Акіян", Source(account=account))
    name(world, made, "Яловец", Source(account=other))
    unit(world.hand(world.vera), "Бор", Source(account=account))
    unit(world.hand(world.vera), "Вяселле")
    step_aside(world.hand(world.zoya), account.statement, ground="kin", words="")
    zoya = Registrar.objects.get(pk=world.zoya.pk)
    assert listed(zoya) == ["Вяселле", "Яловец"]  # after what is open, wherever Акіян would stand
    assert listed(zoya, words="акіян") == listed(zoya, words="бор") == []
    assert listed(zoya, words="яловец") == ["Яловец"]
    assert told_to(zoya, "Акіян, Бор, Яловец", world.first.pk) == {"Яловец"}
    assert listed(world.vera) == ["Акіян", "Бор", "Вяселле"]


def test_a_frozen_registrar_finds_nothing(world: World) -> None:
    unit(world.hand(world.vera), "Атрад")
    world.vera.frozen = True
    assert listed(world.vera) == listed(world.vera, words="атрад") == []
    assert told_to(world.vera, "Атрад", world.first.pk) == set()


# -- kept


def test_words_of_an_erased_name_are_gone(world: World, account: Account) -> None:
    made = unit(world.hand(world.vera), "Атрад прыкладаў")
    name(world, made, "Пшыкнуцька", Source(account=account))
    unit(world.hand(world.vera), "Фуфлянчык", Source(account=account))
    erased(world, account)
    assert {listing.read(row.word) for row in UnitWord.objects.all()} == set(words_of("Атрад прыкладаў"))
    assert {row.unit_id for row in ListedUnit.objects.all()} == {made.pk}
    assert listing.are_true()


def test_a_name_that_is_sealed_under_a_hold_is_found_no_more(world: World, account: Account) -> None:
    unit(world.hand(world.vera), "Рысі", Source(account=account))
    kira, target = world.hand(keeper(world)), ("statement", account.statement_id)
    place_hold(kira, target, HoldDraft("authority-asked", "Суд", "", NEXT_YEAR))
    agree_to_erasure(kira, ask_erasure(world.hand(world.zoya), target, Wish("source", "consent-withdrawn")))
    assert UnitName.objects.exists()
    assert not UnitWord.objects.exists()
    assert listed(world.vera) == []
    assert listing.are_true()


def test_after_everything_that_happens_once_the_tables_are_true(world: World) -> None:
    told(world)
    assert listing.are_true()


def test_a_migration_writes_them_anew(world: World) -> None:
    unit(world.hand(world.vera), "Рысі")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM book_unitword")
    assert not listing.are_true()
    call_command("migrate", verbosity=0)
    assert listing.are_true()
    assert listed(world.vera, words="рысі") == ["Рысі"]
