"""Things are forgotten as files are: all but a label and the kinds of steps goes, and a hold keeps them sealed."""

from datetime import timedelta

import pytest
from tests.erasures import WISH, keeper
from tests.world import NOW, World, acquisition_draft, found_world, gathered_file, stored_file, thing_of

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.erasure.holding import HoldDraft, place_hold
from kniha.book.evidence import queries
from kniha.book.evidence.acquiring import add_files, begin_acquisition, decide_uses
from kniha.book.evidence.likening import judge_likeness
from kniha.book.evidence.models import Exhibit, LikenessVerdict, Thing
from kniha.book.evidence.things import picture_thing
from kniha.vocab.errors import NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def thing(world: World) -> Thing:
    statement = world.report("Збілі.", files=(stored_file(),))
    made = thing_of(world, statement)
    picture_thing(world.hand(world.vera), made, statement.exhibits.get())
    return made


def erase(world: World, target: tuple[str, str]) -> None:
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), target, WISH))


def test_of_an_erased_thing_the_label_and_the_kinds_of_its_steps_stay(world: World, thing: Thing):
    erase(world, ("thing", thing.pk))
    shell = Thing.objects.get(pk=thing.pk)
    assert (shell.label, shell.title, shell.description, shell.seal_number, shell.kept_at) == (thing.label, "", "", "", "")
    assert [step.kind for step in shell.custody.order_by("at")] == ["received", "erased"]
    assert set(shell.custody.values_list("why", "giver", "taken_by")) == {("", "", "")}
    assert Exhibit.objects.get().sha256 == ""  # a photograph of it goes with it
    with pytest.raises(NotFoundError):
        queries.thing(world.vera, thing.pk)


def test_with_its_statement_a_thing_is_forgotten_too(world: World, thing: Thing):
    erase(world, ("statement", str(thing.statement_id)))
    assert Thing.objects.get(pk=thing.pk).title == ""


def test_a_hold_keeps_an_erased_thing_sealed_with_all_that_is_known_of_it(world: World, thing: Thing):
    draft = HoldDraft("authority-asked", "суд у Вільні", "спыталі пра кашулю", NOW.date() + timedelta(days=60))
    place_hold(world.hand(keeper(world, "Zhanna")), ("thing", thing.pk), draft)
    erase(world, ("thing", thing.pk))
    kept = Thing.objects.get(pk=thing.pk)
    assert (kept.title, kept.compartment) == (thing.title, None)
    with pytest.raises(NotFoundError):
        queries.thing(world.vera, thing.pk)


def test_only_what_lies_in_one_compartment_is_laid_side_by_side(world: World, thing: Thing):
    exhibit = thing.photographs.get()
    with pytest.raises(RefusedError):
        judge_likeness(world.hand(world.vera), exhibit, exhibit, verdict="copy")


def test_leaked_files_are_tied_to_nothing_and_laid_beside_nothing_before_a_lawyer_lets_them_be_linked(world: World, thing: Thing):
    hand = world.hand(world.vera)
    leaked = begin_acquisition(hand, acquisition_draft(how_obtained="leaked"), world.first)
    add_files(hand, leaked, [gathered_file()])
    file, own = leaked.exhibits.get(), thing.photographs.get()
    for uses in (None, frozenset({"read", "matched"})):
        if uses:
            decide_uses(world.hand(world.colleague("Fiodar", "lawyer")), leaked, uses, words="Чытаць можна, звязваць нельга.")
        with pytest.raises(RefusedError):
            picture_thing(hand, thing, Exhibit.objects.get(pk=file.pk))
        with pytest.raises(RefusedError):
            judge_likeness(hand, own, Exhibit.objects.get(pk=file.pk), verdict="copy")
    assert not LikenessVerdict.objects.exists()


def test_a_photograph_that_was_given_a_wrong_label_is_given_another(world: World, thing: Thing):
    file, other = thing.photographs.get(), thing_of(world, thing.statement)
    picture_thing(world.hand(world.vera), other, file)
    assert other.photographs.get() == file
    assert not thing.photographs.exists()
