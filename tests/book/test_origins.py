"""Accounts that may have one origin: what is alike in words, times and files is told, and nothing that is closed to who asks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.book.happenings import AT_THE_CORNER, SEEN_FROM_A_WINDOW, alike, coded, happened, told
from tests.world import PLACE, TIME, World, at, found_world, stored_file

from kniha.book.access.conflicts import keep_out
from kniha.book.access.models import Registrar
from kniha.book.events import queries as events
from kniha.book.events.actions import add_account, open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.evidence.likening import judge_likeness
from kniha.book.evidence.models import Exhibit, Likeness
from kniha.book.linking.origins import Way, origins
from kniha.book.linking.repeating import LEAST, repeated
from kniha.book.statements.drafts import When
from kniha.vault.blobs import StoredBlob

pytestmark = [pytest.mark.django_db, pytest.mark.database]

COPIED = "Хачу расказаць праўду. На рагу нас спынілі чацвёра ў чорным і білі дубінкамі па спіне, а людзі глядзелі."
RUN = "На рагу нас спынілі чацвёра ў чорным і білі дубінкамі па спіне"
MINUTE = When(at(23, 7), at(23, 7), "Europe/Minsk", "exact", "у 23:07")
words_of = st.lists(st.sampled_from(("рог", "аўтазак", "дубінка", "двор", "ноч", "белы", "чорны", "спіна")), max_size=30).map(" ".join)


@pytest.fixture
def world(db) -> World:
    return found_world()


def found(world: World, one: Incident, other: Incident, *, by=None):
    sides = [events.whole_accounts(by or world.vera, each) for each in (one, other)]
    return {origin.way: origin for origin in origins(by or world.vera, *sides)}


# Words


def test_a_sentence_that_both_say_is_quoted_as_it_stands_in_the_first():
    assert repeated(COPIED, AT_THE_CORNER).passages == (RUN,)
    assert repeated(AT_THE_CORNER.upper().replace(" ", "\n"), COPIED).passages == (RUN.upper().replace(" ", "\n"),)


def test_the_share_is_of_the_shorter_text():
    assert repeated(AT_THE_CORNER, AT_THE_CORNER).share == 100
    assert repeated(f"{AT_THE_CORNER} {SEEN_FROM_A_WINDOW}", AT_THE_CORNER).share == 100
    assert 60 < repeated(COPIED, AT_THE_CORNER).share < 100


def test_one_event_in_other_words_is_nothing():
    assert repeated(AT_THE_CORNER, SEEN_FROM_A_WINDOW) is None
    assert repeated("Мяне білі дубінкай па спіне каля метро ў Мінску", "Мяне білі дубінкай па спіне і па нагах у двары") is None


@pytest.mark.parametrize("words", ["", "—", "не ведаю", "мяне білі ў двары"])
def test_a_few_words_are_said_by_many(words):
    assert repeated(words, words) is None


@given(words_of, words_of)
def test_what_is_told_stands_in_both(one, other):
    alike_in = repeated(one, other)
    if alike_in is not None:
        assert all(f" {passage} " in f" {one} " and f" {passage} " in f" {other} " for passage in alike_in.passages)
        assert 0 < alike_in.share <= 100


@given(words_of, words_of, words_of, words_of)
def test_a_sentence_in_both_is_always_found(before, after, one, other):
    sentence = " ".join(f"слова{number}" for number in range(LEAST))
    assert repeated(f"{before} {sentence} {after}", f"{one} {sentence} {other}") is not None


def test_a_text_that_repeats_itself_for_pages_is_compared_at_once():
    page = "нас білі " * 20_000
    assert repeated(page, page).share == 100


# Accounts


def test_two_who_tell_by_themselves_have_nothing_in_common(world):
    assert not found(world, *alike(world))


def test_the_same_words_are_told_with_their_share(world):
    ways = found(world, happened(world, COPIED), happened(world, AT_THE_CORNER))
    assert ways.keys() == {Way.WORDS}
    assert ways[Way.WORDS].words.passages == (RUN,)


def test_the_same_exact_minute_is_told_and_about_eleven_is_not(world):
    one, other = (happened(world, text, when=MINUTE) for text in (AT_THE_CORNER, SEEN_FROM_A_WINDOW))
    assert found(world, one, other).keys() == {Way.MINUTE}
    later = replace(MINUTE, first=MINUTE.first + timedelta(minutes=1), last=MINUTE.last + timedelta(minutes=1))
    assert not found(world, one, happened(world, SEEN_FROM_A_WINDOW, when=later))
    assert not found(world, one, happened(world, SEEN_FROM_A_WINDOW))


def test_one_statement_of_which_two_events_were_read_is_one_source(world):
    statement = told(world, AT_THE_CORNER)
    one = happened(world, SEEN_FROM_A_WINDOW)
    hand = world.hand(world.vera)
    add_account(hand, one, coded(world, statement))
    other = open_incident(hand, [coded(world, statement)], IncidentDraft("Збіццё", TIME, PLACE))
    assert found(world, one, other).keys() == {Way.STATEMENT}


def test_one_person_who_told_twice_is_one_source(world):
    one, other = alike(world)
    mine, theirs = (each.citations.get(about="event").account for each in (one, other))
    theirs.statement.source_id = mine.statement.source_id
    assert {origin.way for origin in origins(world.vera, [mine], [theirs])} == {Way.SOURCE}


def test_the_same_file_with_both_is_told_with_both_exhibits(world):
    one = happened(world, AT_THE_CORNER, files=(stored_file("відэа.jpg"),))
    other = happened(world, SEEN_FROM_A_WINDOW, files=(stored_file("пераслана.jpg"),))
    ways = found(world, one, other)
    assert ways.keys() == {Way.FILE}
    [(mine, theirs)] = ways[Way.FILE].files
    assert (mine.original_name, theirs.original_name) == ("відэа.jpg", "пераслана.jpg")


def test_a_copy_is_told_until_somebody_says_that_it_is_none(world):
    one = happened(world, AT_THE_CORNER, files=(stored_file("відэа.jpg"),))
    other = happened(world, SEEN_FROM_A_WINDOW, files=(another_file(),))
    mine, theirs = Exhibit.objects.order_by("original_name")
    assert not found(world, one, other)
    Likeness.objects.create(exhibit=mine, other=theirs, way="picture", turn="upright", bits=4, is_copy=True)
    assert found(world, one, other).keys() == {Way.FILE}
    judge_likeness(world.hand(world.vera), mine, theirs, verdict="same-event")
    assert not found(world, one, other)


def another_file():
    return replace(stored_file("пераслана.jpg"), blob=StoredBlob("e5" * 32, "e6" * 32, 3, "e7" * 32, b"header"))


def test_what_is_closed_to_who_asks_tells_nothing(world):
    one = happened(world, AT_THE_CORNER, files=(stored_file("відэа.jpg"),))
    other = happened(world, AT_THE_CORNER, files=(stored_file("пераслана.jpg"),))
    assert found(world, one, other).keys() == {Way.WORDS, Way.FILE}
    keep_out(world.hand(world.zoya), other.citations.get(about="event").account.statement, world.vera, ground="kin", words="")
    assert not found(world, one, other, by=Registrar.objects.get(pk=world.vera.pk))
    assert not found(world, one, other, by=world.marek)
    assert found(world, one, other, by=world.zoya).keys() == {Way.WORDS, Way.FILE}
