"""A look at a list on both databases: what was shown leaves, once, row by row as it was shown; anything else is shown first."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.runs.test_exporting import COURT, imported, said, table
from tests.runs.test_exporting_second import in_danger, ruza
from tests.world import World, found_world

from kniha.book.access.models import Registrar
from kniha.book.journal import reading
from kniha.book.people.actions import NameDraft, add_name
from kniha.book.people.models import Person
from kniha.book.work import agreeing, looks
from kniha.book.work.models import Agreement, Look
from kniha.runs.exporting import looking
from kniha.runs.exporting.choosing import visible_ids
from kniha.runs.exporting.handing_out import Asked
from kniha.vocab.errors import ConflictError, NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]
__all__ = ["ruza"]


@pytest.fixture
def world() -> World:
    return found_world()


def begun(world: World, kind: str = "statements", form: str = "csv") -> Look:
    look = looking.begin(world.hand(world.zoya), Asked(kind, form, COURT, "суд папрасіў"), visible_ids(world.zoya, kind))
    return looks.look(world.zoya, look.pk)


def again(world: World, look: Look) -> Look:
    return looks.look(world.zoya, look.pk)


def handed(world: World, look: Look) -> bool:
    return looking.hand_out(world.hand(world.zoya), look, seen=looks.seen(look))


def read(world: World, look: Look) -> bytes:
    return b"".join(looking.file_of(world.hand(world.zoya), again(world, look)))


# -- the good


def test_what_was_shown_leaves_and_what_stays_is_counted(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), said(2, "Не.", "не"))
    look = begun(world)
    assert (looks.how_many(look), look.staying, len(looks.chosen(look))) == (1, {"consent-refused": 1}, 2)
    assert handed(world, look)
    assert [row["text"] for row in table(read(world, look))] == ["Мяне затрымалі."]


def test_a_yes_leaves_with_the_look_from_which_it_was_asked(world: World, ruza: Registrar) -> None:
    statement = in_danger(world)
    look = begun(world)
    assert looks.waiting(look) == (statement.pk,)
    asked = looking.ask_second(world.hand(world.zoya), look, seen=looks.seen(look))
    agreeing.agree(world.hand(ruza), asked, reason="крыніца ўжо за мяжой")
    assert not handed(world, look)  # it was not shown yet that this row leaves
    assert handed(world, again(world, look))
    assert agreeing.asked_for(world.zoya, world.hand(world.zoya).now)[0][1] == "used"


def test_of_two_yeses_the_one_about_these_rows_is_used(world: World, ruza: Registrar) -> None:
    statement = in_danger(world)
    look = begun(world)
    agreeing.agree(world.hand(ruza), looking.ask_second(world.hand(world.zoya), look, seen=looks.seen(look)), reason="крыніца за мяжой")
    later = replace(world.hand(ruza), now=world.hand(ruza).now + timedelta(minutes=1))
    other = world.report("Іншае.", envelope="d7" * 32)
    agreeing.agree(
        later, agreeing.ask_second(world.hand(world.zoya), "statements", COURT, [other.pk], reason="суд папрасіў"), reason="так, можна"
    )
    looking.again(later := world.hand(world.zoya, later.now), again(world, look))
    assert tuple(looks.leaving(again(world, look))) == (statement.pk,)


# -- the bad


def test_a_row_that_reads_otherwise_in_mid_file_breaks_it_off(world: World) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"), said(2, "Пятро Ніхто"))
    look = begun(world, "persons")
    assert handed(world, look)
    coming: Iterator[bytes] = looking.file_of(world.hand(world.zoya), again(world, look))
    next(coming)
    for person in Person.objects.all():
        add_name(world.hand(world.vera), person, NameDraft("Юрась", "be", read_in="спіс"))
    with pytest.raises(ConflictError, match="not as it was"):
        io.BytesIO().writelines(coming)


def test_twice_is_once(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    look = begun(world)
    assert handed(world, look)
    size = reading.size()
    assert handed(world, again(world, look))
    assert reading.size() == size


def test_a_list_that_was_handed_out_is_not_shown_anew(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    look = begun(world)
    handed(world, look)
    with pytest.raises(ConflictError, match="handed out already"):
        looking.again(world.hand(world.zoya), again(world, look))


def test_looks_go_after_a_week_and_the_oldest_go_first(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    first = begun(world)
    for minute in range(looks.MOST_LOOKS):
        hand = world.hand(world.zoya, world.hand(world.zoya).now + timedelta(minutes=minute + 1))
        looking.begin(hand, Asked("statements", "csv", COURT, "суд папрасіў"), visible_ids(world.zoya, "statements"))
    assert Look.objects.count() == looks.MOST_LOOKS
    assert not Look.objects.filter(pk=first.pk).exists()
    looks.sweep(world.hand(world.zoya).now + looks.KEEP + timedelta(hours=1))
    assert not Look.objects.exists()


def test_an_erasure_takes_a_look_along(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."), said(2, "Нас спынілі."))
    look = begun(world)
    looks.forget_about({"0" * 32})
    assert Look.objects.exists()
    looks.forget_about({looks.chosen(look)[1]})
    assert not Look.objects.exists()


# -- the malicious


def test_a_clerk_looks_at_nothing(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    with pytest.raises(RefusedError, match="lawyer or publisher"):
        looking.begin(world.hand(world.vera), Asked("statements", "csv", COURT, "хачу"), visible_ids(world.vera, "statements"))
    assert not Look.objects.exists()


def test_a_look_of_another_is_not_there(world: World, ruza: Registrar) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    look = begun(world)
    with pytest.raises(NotFoundError):
        looks.look(ruza, look.pk)
    with pytest.raises(NotFoundError):
        looking.hand_out(world.hand(ruza), look, seen=looks.seen(look))


def test_rows_that_one_may_not_see_are_in_no_look(world: World) -> None:
    imported(world, "statements", said(1, "Мяне затрымалі."))
    ids = list(visible_ids(world.zoya, "statements"))
    look = looking.begin(world.hand(world.marek), Asked("statements", "csv", COURT, "хачу ведаць"), ids)
    assert (looks.how_many(look), look.staying) == (0, {})


def test_nobody_else_takes_back_what_was_asked(world: World, ruza: Registrar) -> None:
    in_danger(world)
    look = begun(world)
    asked = looking.ask_second(world.hand(world.zoya), look, seen=looks.seen(look))
    with pytest.raises(NotFoundError):
        agreeing.withdraw(world.hand(ruza), asked)
    agreeing.withdraw(world.hand(world.zoya), asked)
    with pytest.raises(ConflictError):
        agreeing.agree(world.hand(ruza), asked, reason="позна, але так")
    assert Agreement.objects.get().state == "withdrawn"
