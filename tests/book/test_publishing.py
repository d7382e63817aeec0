"""What may go into the public book, by whose word, and how it comes out again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.publishing import PUBLIC, accepted, proposed, publishers, released
from tests.world import NOW, World, found_world, notice_draft

from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.events.models import Incident
from kniha.book.journal import reading
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.publishing import queries, rules
from kniha.book.publishing.actions import (
    Telling,
    decline_publication,
    end_publication,
    propose_publication,
    release_publication,
    withhold_publication,
)
from kniha.book.publishing.editions import EditionDraft, agree_to_edition, agreed, make_edition, propose_edition
from kniha.book.publishing.models import Edition, Publication
from kniha.book.publishing.public import Released
from kniha.book.publishing.public import released as public
from kniha.book.statements.models import Statement
from kniha.book.statements.noticing import receive_notice
from kniha.vocab.errors import ConflictError, KnihaError, MalformedError, NotFoundError, RefusedError

pytestmark = pytest.mark.django_db

TELLING = Telling("day", "town")
DRAFT = EditionDraft("ab" * 32, 1, "{}", "")


@pytest.fixture
def world() -> World:
    return found_world()


def told(day: object = NOW.date()) -> list[Released | str]:
    return list(public(day))


def test_an_incident_released_by_two_is_public_under_a_number_of_its_own(world: World) -> None:
    incident = accepted(world)
    word = released(world, publishers(world), incident)
    (found,) = told()
    assert isinstance(found, Released)
    assert found.number == word.number != incident.number
    assert (found.acts[0].kind, found.acts[0].victims, found.may_count) == ("integrity.physical-assault", 3, True)


def test_what_was_only_proposed_or_declined_is_not_public(world: World) -> None:
    who = publishers(world)
    word = proposed(world, who, accepted(world))
    assert told() == []
    decline_publication(world.hand(who.paula), word, words="яшчэ не час")
    assert told() == []
    released(world, who, Incident.objects.get(pk=word.incident_id))
    assert len(told()) == 1


def test_the_answer_and_the_reason_stand_in_the_journal(world: World) -> None:
    word = proposed(world, publishers(world), accepted(world))
    values = {value.path: value.data for entry in reading.entries_of([word.pk]) for value in entry.values}
    assert b"nobody-would-know" in values["0/why"]
    assert "дзясяткі людзей".encode() in values["0/words"]


@pytest.mark.parametrize("consent", [{"publish-without-name": "no"}, {"publish-without-name": "not-known"}])
def test_without_every_sources_consent_nothing_is_proposed(world: World, consent: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="allow"):
        proposed(world, publishers(world), accepted(world, consent=PUBLIC | consent))
    assert not Publication.objects.exists()


def test_a_consent_withdrawn_takes_it_out_at_the_next_edition(world: World) -> None:
    released(world, publishers(world), accepted(world))
    receive_notice(world.process("courier"), notice_draft("withdrawal", envelope="d7" * 32, of="f1" * 32))
    assert told() == ["consent-refused"]


def test_who_is_arrested_keeps_it_out_and_so_does_danger_that_grew(world: World) -> None:
    released(world, publishers(world), accepted(world))
    source = Statement.objects.get(envelope="f1" * 32).source
    hand = world.hand(world.vera, NOW + timedelta(days=1))
    assess_risk(hand, source, RiskDraft("high", (), "", NOW.date() + timedelta(days=300)))
    assert told() == ["danger"]
    assess_risk(world.hand(world.vera, NOW + timedelta(days=2)), source, RiskDraft("low", ("held",), "", NOW.date() + timedelta(days=300)))
    assert told() == ["held"]


def test_danger_whose_next_look_is_overdue_since_then_keeps_it_out(world: World) -> None:
    released(world, publishers(world), accepted(world))
    assert isinstance(told(NOW.date() + timedelta(days=299))[0], Released)
    assert told(NOW.date() + timedelta(days=301)) == ["danger"]


def test_two_who_knew_of_the_danger_release_in_spite_of_it(world: World) -> None:
    released(world, publishers(world), accepted(world, danger=RiskDraft("high", (), "", NOW.date() + timedelta(days=30))))
    assert isinstance(told()[0], Released)


def test_what_is_taken_out_or_withheld_is_not_public(world: World) -> None:
    who, incident = publishers(world), accepted(world)
    word = released(world, who, incident)
    with pytest.raises(ConflictError):
        withhold_publication(world.hand(who.lena), incident, why="danger", words="пагражаюць")
    end_publication(world.hand(who.lena), word, why="source-asked", words="папрасіла")
    assert told() == []
    kept = withhold_publication(world.hand(who.lena), incident, why="somebody-would-know", words="іх было двое")
    with pytest.raises(ConflictError):
        proposed(world, who, incident)
    with pytest.raises(RefusedError):
        end_publication(world.hand(who.lena), kept, why="reason-gone", words="ужо можна")
    end_publication(world.hand(who.paula), kept, why="reason-gone", words="ужо можна")
    again = released(world, who, incident)
    assert again.number != word.number


def test_four_eyes(world: World) -> None:
    who = publishers(world)
    incident = accepted(world)
    word = propose_publication(world.hand(who.ryhor), incident, TELLING, answer="nobody-would-know", words="шмат людзей")
    with pytest.raises(RefusedError):  # himself
        release_publication(world.hand(who.ryhor), word, words="згодны")
    with pytest.raises(RefusedError):  # no publisher
        release_publication(world.hand(who.lena), word, words="згодна")
    release_publication(world.hand(who.paula), word, words="згодна")
    with pytest.raises(ConflictError):
        release_publication(world.hand(who.paula), word, words="згодна")


def test_an_author_neither_proposes_nor_releases(world: World) -> None:
    incident, who = accepted(world), publishers(world)
    for role in ("lawyer", "publisher"):
        carry_out(world.hand(world.boris), propose(world.hand(world.anna), ProposalDraft("give-role", world.vera, role=role)).proposal)
    with pytest.raises(RefusedError, match="wrote"):
        propose_publication(world.hand(world.vera), incident, TELLING, answer="nobody-would-know", words="шмат людзей")
    with pytest.raises(RefusedError, match="wrote"):
        release_publication(world.hand(world.vera), proposed(world, who, incident), words="згодна")


@pytest.mark.parametrize(("answer", "words", "error"), [
    ("somebody-would-know", "іх было двое", RefusedError), ("nobody-would-know", " ", MalformedError), ("surely", "так", KnihaError),
])  # fmt: skip
def test_the_question_is_answered_for_the_better_and_in_words(world: World, answer: str, words: str, error: type[KnihaError]) -> None:
    who, incident = publishers(world), accepted(world)
    with pytest.raises(error):
        propose_publication(world.hand(who.lena), incident, TELLING, answer=answer, words=words)


def test_somebody_of_another_compartment_finds_nothing(world: World) -> None:
    who, incident = publishers(world), accepted(world)
    with pytest.raises(NotFoundError):
        propose_publication(world.hand(world.marek), incident, TELLING, answer="nobody-would-know", words="шмат людзей")
    word = proposed(world, who, incident)
    assert not queries.publications(world.marek, incident).exists()
    with pytest.raises(NotFoundError):
        queries.publication(world.marek, word.pk)
    assert list(queries.to_release(who.paula)) == [word]
    assert not queries.to_release(world.marek).exists()


def test_an_edition_takes_two_publishers_and_leaves_as_it_was_reported(world: World) -> None:
    who = publishers(world)
    with pytest.raises(NotFoundError):
        agreed(world.hand(who.paula))
    edition = propose_edition(world.hand(who.paula), DRAFT)
    with pytest.raises(RefusedError):
        agreed(world.hand(who.paula))
    for hand in (world.hand(who.paula), world.hand(who.lena)):
        with pytest.raises(RefusedError):
            agree_to_edition(hand, edition)
    agree_to_edition(world.hand(who.ryhor), edition)
    with pytest.raises(ConflictError):
        make_edition(world.hand(who.paula), edition, bundle="cd" * 32, content="00" * 32)
    with pytest.raises(RefusedError):
        make_edition(world.hand(who.paula, NOW + timedelta(days=8)), edition, bundle="cd" * 32, content=DRAFT.content)
    make_edition(world.hand(who.paula), edition, bundle="cd" * 32, content=DRAFT.content)
    assert Edition.objects.get().state == "made"
    shown = {value.path: value.data for entry in reading.entries_of([edition.pk]) for value in entry.values}
    assert shown["bundle"] == b'"' + b"cd" * 32 + b'"'


def test_a_later_report_replaces_the_one_before(world: World) -> None:
    who = publishers(world)
    first = propose_edition(world.hand(who.paula), DRAFT)
    agree_to_edition(world.hand(who.ryhor), first)
    second = propose_edition(world.hand(who.paula), replace(DRAFT, content="cd" * 32))
    assert list(Edition.objects.order_by("number").values_list("number", "state")) == [(1, "replaced"), (2, "proposed")]
    with pytest.raises(ConflictError):
        agree_to_edition(world.hand(who.ryhor), first)
    agree_to_edition(world.hand(who.ryhor), second)


def test_the_rules_know_each_reason() -> None:
    facts = rules.Facts("accepted", 1, 0, (rules.Source(True, (("publish-without-name", "", "yes"),)),), (), "r")
    today = NOW.date()
    assert rules.hindrance(facts, today=today) == ""
    assert rules.hindrance(replace(facts, state="returned"), today=today) == "not-accepted"
    assert rules.hindrance(replace(facts, unsupported=1), today=today) == "unsupported"
    assert rules.hindrance(replace(facts, sources=()), today=today) == "unsupported"
    assert rules.hindrance(replace(facts, sources=(rules.Source(False, ()),)), today=today) == "source-gone"
    assert rules.hindrance(facts, today=today, decided=rules.Decided(2, today, "r")) == "reviewed-since"
    named = rules.Source(True, (("publish-without-name", "newspaper", "yes"),))
    assert rules.hindrance(replace(facts, sources=(named,)), today=today) == "consent-not-known"
    kept_not = rules.Source(True, (("publish-without-name", "", "yes"), ("keep", "", "no")))
    assert rules.hindrance(replace(facts, sources=(kept_not,)), today=today) == "consent-refused"
    both = rules.Source(True, (("publish-without-name", "", "yes"), ("publish-without-name", "newspaper", "no")))
    assert rules.hindrance(replace(facts, sources=(both,)), today=today) == "consent-refused"
