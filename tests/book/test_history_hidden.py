"""What a history does not tell: records of others, sealed values, what was removed on request."""

import re

import pytest
from django.db import connection
from tests.book.readers import erase, everything, of, plain
from tests.book.story import Story, forgotten, looked_for, of_people, told, whole_story
from tests.world import World, found_world

from kniha.book.access.actions import admit_member, freeze
from kniha.book.access.models import Compartment
from kniha.book.erasure.models import Erasure
from kniha.book.events.actions import open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.journal import history, reading, rows
from kniha.book.journal.moments import Ref
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Statement
from kniha.vocab.errors import NotFoundError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def story() -> Story:
    return told(found_world())


def test_a_record_of_another_compartment_has_no_history(story: Story) -> None:
    for ref in (
        ("incident", story.incident.pk),
        ("act", story.act.pk),
        ("compartment", story.world.first.pk),
        ("registrar", story.world.vera.pk),
    ):
        with pytest.raises(NotFoundError):
            history.record(story.world.marek, *ref)


@pytest.mark.parametrize(
    "ref", [("incident", "00" * 16), ("risk", "00" * 16), ("entry", "00" * 16), ("incident", "x"), ("nothing", ""), ("sealedfield", "1")]
)
def test_what_is_no_record_is_not_found(story: Story, ref: Ref) -> None:
    with pytest.raises(NotFoundError):
        history.record(story.world.vera, *ref)


def test_the_act_that_was_taken_back_is_hidden_like_its_incident(story: Story) -> None:
    gone = next(row for entry in reading.entries() for verb, table, row in entry.skeleton.changes if (verb, table) == ("delete", "act"))
    assert "took back the act “arbitrary arrest”" in plain(story.world.vera, ("act", gone))[-1]
    with pytest.raises(NotFoundError):
        history.record(story.world.marek, "act", gone)


def test_somebody_of_another_compartment_reads_no_content_in_any_entry() -> None:
    world = whole_story().world
    secrets = re.compile(r"Збіццё|рог вуліцы|Рысь|дубінк|праз сястру|“11 жніўня|здымак|KN-\d|August 2020|сястру|мянуш|двойчы|@нехта|агляд")
    for sentence in everything(world.marek):
        assert not secrets.search(sentence), sentence
    assert "a record you may not see" in "".join(everything(world.marek))


def test_an_entry_that_changed_only_hidden_records_is_not_in_the_history_of_what_it_cites(story: Story) -> None:
    """A conclusion in another compartment that rests on this statement: its very being is not told."""
    world = story.world
    marek = world.hand(world.marek)
    change = rows.insert(
        Incident, marek.new_id(), number="KN-2026-99999", compartment=world.second, title="Іншае", author=marek.id, opened_on=marek.today
    )
    before = len(history.history(world.vera, ("statement", story.account.statement_id)))
    marek.enter(marek.acting_as("investigator"), "incident.opened", [change], cites=[("statement", story.account.statement_id)])
    assert len(history.history(world.vera, ("statement", story.account.statement_id))) == before
    assert "KN-2026-99999" not in "".join(everything(world.vera))
    assert "a record you may not see" in plain(world.marek, ("incident", change.id))[0]


def test_a_colleague_learns_of_no_other_membership(story: Story) -> None:
    world = story.world
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.second, world.vera)
    assert len(plain(world.zoya, ("registrar", world.vera.pk))) == 2
    assert len(plain(world.vera, ("registrar", world.vera.pk))) == 3
    assert len(plain(world.anna, ("registrar", world.vera.pk))) == 3


def test_who_grants_access_sees_grants_and_no_content(story: Story) -> None:
    assert history.record(story.world.anna, "compartment", story.world.second.pk)
    with pytest.raises(NotFoundError):
        history.record(story.world.anna, "incident", story.incident.pk)
    assert Compartment.objects.count() == 2


def test_what_somebody_looked_for_is_told_to_them_and_to_custodians_alone(story: Story) -> None:
    looked_for(story.world)
    vera = ("registrar", story.world.vera.pk)
    search = "Vera searched by words – where: incidents; words looked for: “Рысь”"
    assert search in plain(story.world.vera, vera)
    assert search in plain(story.world.boris, vera)
    assert len(plain(story.world.vera, vera)) == len(plain(story.world.zoya, vera)) + 3  # a search, a list, a token
    assert "Рысь" not in "".join(everything(story.world.zoya)[-3:])


def test_a_frozen_registrar_reads_nothing(story: Story) -> None:
    freeze(story.world.hand(story.world.boris), story.world.vera)
    story.world.vera.refresh_from_db()
    with pytest.raises(NotFoundError):
        history.record(story.world.vera, "incident", story.incident.pk)


def test_a_sealed_value_is_told_as_sealed_and_by_nothing_else(story: Story) -> None:
    of_people(story)
    told = "\n".join(plain(story.world.vera, ("person", str(story.second.statement.source_id))))
    assert "Vera opened what is sealed (contact) of the source of the statement of 23 November 2026; reason: “дамовіцца пра агляд”" in told
    assert "value: sealed (before: sealed)" in told
    assert "@нехта" not in told
    assert "праз сястру" not in told


def test_an_erased_value_reads_as_removed_on_request(story: Story) -> None:
    ref = ("incident", story.incident.pk)
    opened = of(story.world.vera, ref)[0]
    position = next(value.path for value in next(reading.entries(start=opened.seq)).values if value.path.endswith("/title"))
    erase(opened.seq, position)
    erase(opened.seq, "registrar")
    told = of(story.world.vera, ref)[0].plain()
    assert told.startswith(
        f"Removed on request opened the incident {story.incident.number} – title: removed on request; time: 11 August 2020"
    )


def test_where_the_minute_was_erased_the_day_stands(story: Story) -> None:
    ref = ("incident", story.incident.pk)
    erase(of(story.world.vera, ref)[0].seq, "at")
    assert of(story.world.vera, ref)[0].at == "23 November 2026"
    erase(of(story.world.vera, ref)[0].seq, "day")
    assert of(story.world.vera, ref)[0].at == "removed on request"


def test_after_an_erasure_nothing_of_it_is_told() -> None:
    world = found_world()
    forgotten(world)
    gone = Statement.objects.get(envelope="e4" * 32)
    with pytest.raises(NotFoundError):
        history.record(world.vera, "statement", gone.pk)
    for registrar in (world.vera, world.zoya, world.anna):
        assert "прашу сцерці" not in "".join(everything(registrar))
    told = "\n".join(plain(world.zoya, ("erasure", gone_erasure(world))))
    assert "Pavel agreed to the erasure: statement" in told
    with pytest.raises(NotFoundError):
        history.record(world.vera, "erasure", gone_erasure(world))


def gone_erasure(world: World) -> str:
    return Erasure.objects.get(state="done").pk


def test_words_of_a_source_are_text_whatever_they_look_like() -> None:
    world = found_world()
    account = world.coded(world.report())
    incident = open_incident(world.hand(world.vera), [account], IncidentDraft("{0} {1} %s %(x)s <b>{", When(), Where(words="{who}")))
    assert "“{0} {1} %s %(x)s <b>{”" in plain(world.vera, ("incident", incident.pk))[0]


def test_a_term_that_no_list_has_any_more_is_shown_as_it_was(story: Story) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_act SET kind = 'integrity.forgotten-word' WHERE id = %s", [story.act.pk])
    assert "“integrity.forgotten-word”" in plain(story.world.vera, ("act", story.act.pk))[0]


def test_a_hand_without_registrar_is_a_process(story: Story) -> None:
    hand = story.world.process("worker")
    hand.enter(hand.acting_as(), "proof.exported", [], cites=[("incident", story.incident.pk)])
    assert plain(story.world.vera, ("incident", story.incident.pk), "ru")[-1].startswith("Фоновый процесс: ")
