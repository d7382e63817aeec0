"""Whoever is in danger that is high, not known or overdue is handed out only where a second registrar, who may see all of it, agreed."""

from datetime import timedelta

import pytest
from tests.book.story import enrolled
from tests.runs.test_exporting import COURT, agreed_report, handed, imported, said
from tests.world import NOW, World, found_world

from kniha.book.access.actions import admit_member, freeze
from kniha.book.access.models import Registrar
from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.journal import reading
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Statement
from kniha.book.work import agreeing
from kniha.book.work.models import Agreement
from kniha.runs.exporting.handing_out import Asked, ask_second, hand_out
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

WANTED = Asked("statements", "csv", COURT, "суд папрасіў")


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def ruza(world: World) -> Registrar:
    """Another lawyer of the first compartment."""
    registrar = enrolled(world, "Ружа", ("lawyer",))
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, registrar)
    return registrar


def in_danger(world: World, level: str = "high", *circumstances: str) -> Statement:
    statement = agreed_report(world)
    assess_risk(world.hand(world.vera), statement.source, RiskDraft(level, circumstances, "", NOW.date() + timedelta(days=30)))
    return statement


def asked(world: World) -> Agreement:
    return ask_second(world.hand(world.zoya), WANTED)


# -- the good


@pytest.mark.parametrize("level", ["high", "not-known"])
def test_with_a_second_it_leaves_once_and_without_it_stays(world: World, ruza: Registrar, level: str) -> None:
    statement = in_danger(world, level)
    assert handed(world, "statements")[0].staying == {"danger": 1}
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    made = handed(world, "statements")[0]
    assert (made.leaving, made.staying) == ((statement.pk,), {})
    assert handed(world, "statements")[0].staying == {"danger": 1}


def test_both_words_and_the_handing_out_are_entries_that_cite_every_row(world: World, ruza: Registrar) -> None:
    statement = in_danger(world)
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    handed(world, "statements")
    found = [one for one in reading.entries_of([statement.pk]) if one.skeleton.action.startswith("list.")]
    assert [(one.skeleton.action, one.told()["registrar"]) for one in found] == [
        ("list.second_asked", world.zoya.pk), ("list.second_agreed", ruza.pk), ("list.handed_out", world.zoya.pk),
    ]  # fmt: skip
    assert found[-1].told()["second"] == ruza.pk
    assert found[1].told()["reason"] == "крыніца ўжо за мяжой"


def test_a_person_who_is_in_danger_themselves_waits_for_a_second_too(world: World, ruza: Registrar) -> None:
    imported(world, "persons", said(1, "Юры Невядомы"))
    person = Statement.objects.get().accounts.get().mentions.get().person
    assess_risk(world.hand(world.vera), person, RiskDraft("high", (), "", NOW.date() + timedelta(days=30)))
    wanted = Asked("persons", "csv", COURT, "суд папрасіў")
    assert handed(world, "persons")[0].staying == {"danger": 1}
    agreeing.agree(world.hand(ruza), ask_second(world.hand(world.zoya), wanted), reason="яны самі просяць")
    assert handed(world, "persons")[0].leaving == (person.pk,)


def test_what_a_second_declined_stays(world: World, ruza: Registrar) -> None:
    in_danger(world)
    agreeing.decline(world.hand(ruza), asked(world), reason="занадта небяспечна")
    assert handed(world, "statements")[0].staying == {"danger": 1}


# -- the bad


def test_whoever_is_held_stays_whatever_was_agreed(world: World, ruza: Registrar) -> None:
    statement = in_danger(world)
    agreement = asked(world)
    agreeing.agree(world.hand(ruza), agreement, reason="крыніца ўжо за мяжой")
    assess_risk(world.hand(world.vera), statement.source, RiskDraft("high", ("held",), "", NOW.date() + timedelta(days=30)))
    assert handed(world, "statements")[0].staying == {"held": 1}
    assert Agreement.objects.get().state == "agreed"  # not used up: nothing left by it


def test_of_who_is_held_nothing_can_be_asked_for(world: World) -> None:
    in_danger(world, "high", "held")
    with pytest.raises(RefusedError, match="nothing stays for danger alone"):
        asked(world)


def test_danger_assessed_anew_voids_what_was_asked_and_what_was_agreed(world: World, ruza: Registrar) -> None:
    statement = in_danger(world)
    first, second = asked(world), asked(world)
    agreeing.agree(world.hand(ruza), first, reason="крыніца ўжо за мяжой")
    assess_risk(world.hand(world.vera), statement.source, RiskDraft("high", (), "", NOW.date() + timedelta(days=20)))
    assert handed(world, "statements")[0].staying == {"danger": 1}
    with pytest.raises(ConflictError, match="assessed anew"):
        agreeing.agree(world.hand(ruza), second, reason="крыніца ўжо за мяжой")


@pytest.mark.parametrize("days", [2, 3])
def test_an_agreement_holds_for_two_days(world: World, ruza: Registrar, days: int) -> None:
    in_danger(world)
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    made = hand_out(world.hand(world.zoya, NOW + timedelta(days=days)), WANTED)
    assert made.staying == ({} if days == 2 else {"danger": 1})


def test_it_holds_for_this_recipient_and_this_registrar_alone(world: World, ruza: Registrar) -> None:
    in_danger(world)
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    assert agreeing.agreed(world.zoya, "statements", Handing("share-authority", "Another court"), NOW) is None
    assert agreeing.agreed(ruza, "statements", COURT, NOW) is None
    assert handed(world, "statements", by=ruza)[0].staying == {"danger": 1}


def test_rows_that_were_not_asked_for_stay(world: World, ruza: Registrar) -> None:
    first = in_danger(world)
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    other = world.report("Іншыя словы.", envelope="e7" * 32)
    assert other.source_id != first.source_id
    made = handed(world, "statements")[0]
    assert (made.leaving, sum(made.staying.values())) == ((first.pk,), 1)


def test_an_agreement_has_a_reason(world: World, ruza: Registrar) -> None:
    in_danger(world)
    with pytest.raises(MalformedError, match="decided with a reason"):
        agreeing.agree(world.hand(ruza), asked(world), reason=" ок ")


# -- the malicious


def test_nobody_is_their_own_second(world: World) -> None:
    in_danger(world)
    agreement = asked(world)
    with pytest.raises(RefusedError, match="two registrars"):
        agreeing.agree(world.hand(world.zoya), agreement, reason="сама сабе")
    assert agreeing.agreements(world.zoya) == []


def test_a_second_of_another_compartment_learns_of_nothing(world: World) -> None:
    in_danger(world)
    agreement = asked(world)
    assert agreeing.agreements(world.marek) == []
    with pytest.raises(NotFoundError):
        agreeing.agree(world.hand(world.marek), agreement, reason="хачу дапамагчы")


def test_who_may_not_hand_out_is_no_second(world: World) -> None:
    in_danger(world)
    agreement = asked(world)
    assert agreeing.agreements(world.vera) == []
    with pytest.raises(RefusedError):
        agreeing.agree(world.hand(world.vera), agreement, reason="хачу дапамагчы")


def test_the_word_of_an_account_that_was_frozen_since_counts_no_more(world: World, ruza: Registrar) -> None:
    in_danger(world)
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    freeze(world.hand(world.anna), ruza)
    assert handed(world, "statements")[0].staying == {"danger": 1}


def test_the_word_of_one_who_lost_the_role_since_counts_no_more(world: World, ruza: Registrar) -> None:
    in_danger(world)
    agreeing.agree(world.hand(ruza), asked(world), reason="крыніца ўжо за мяжой")
    taken = propose(world.hand(world.anna), ProposalDraft("take-role", ruza, role="lawyer")).proposal
    carry_out(world.hand(world.boris), taken)
    assert handed(world, "statements")[0].staying == {"danger": 1}
