"""What surrounds an incident goes with its source: words of stages, trials and evidence; lawyers look again; replay tells the same."""

import pytest
from tests.erasures import Planted, follows, keeper
from tests.world import TIME, World, found_world

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar
from kniha.book.events.actions import allege_involvement
from kniha.book.events.drafts import DetentionDraft, ProceedingDraft
from kniha.book.events.involving import enter_bearing, give_opinion
from kniha.book.events.models import Bearing, Detention, Involvement, Opinion, Proceeding
from kniha.book.events.reviewing import send_to_review
from kniha.book.events.surroundings import record_detention, record_proceeding

pytestmark = pytest.mark.django_db(databases=["default", "replay"])
NAME = "Невымоўны"


@pytest.fixture
def office() -> Planted:
    """An incident that is still worked on, from one account."""
    world = found_world()
    incident, account, act = world.opened()
    allege_involvement(
        world.hand(world.vera), act, account.mentions.get(role="alleged-part"), degree="present", finding="suspicion", basis="мянушка"
    )
    return Planted(world, keeper(world), account.statement, account, incident, act, account)


def surrounded(office: Planted) -> Involvement:
    hand = office.world.hand(office.world.vera)
    victim = office.account.mentions.get(role="victim")
    held = DetentionDraft("cell", TIME, held=victim, place_words=f"камера {NAME}", shared_words=f"з {NAME}")
    record_detention(hand, office.incident, held, account=office.account)
    victim.refresh_from_db()
    record_proceeding(hand, office.incident, ProceedingDraft(tried=victim, judge=f"суддзя {NAME}"), account=office.account)
    alleged = Involvement.objects.get()
    enter_bearing(hand, alleged, office.account, direction="for", words=f"назваў {NAME}")
    return alleged


def lawyers(world: World) -> list[object]:
    found = [
        enrol_registrar(world.hand(world.anna), (world.anna, world.boris), Enrolment(name, ("lawyer",))) for name in ("Halina", "Olha")
    ]
    for one in found:
        admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, one)
    return found


def test_words_of_stages_trials_and_evidence_go_with_their_account(office: Planted) -> None:
    surrounded(office)
    office.erased(office.target)
    stage, trial = Detention.objects.get(), Proceeding.objects.get()
    assert (stage.place_words, stage.shared_words, stage.first, stage.unsupported) == ("", "", None, True)
    assert (trial.judge, trial.unsupported) == ("", True)
    assert Bearing.objects.get().words == ""
    follows()


def test_lawyers_look_again_when_a_source_falls(office: Planted) -> None:
    alleged = surrounded(office)
    send_to_review(office.world.hand(office.world.vera), office.incident)
    for one in lawyers(office.world):
        give_opinion(office.world.hand(one), alleged, decision="agrees")
    alleged.refresh_from_db()
    assert alleged.review == "agreed"
    office.erased(office.target)
    alleged.refresh_from_db()
    assert alleged.review == "draft"
    assert not Opinion.objects.filter(stands=True).exists()
    follows()


def test_where_a_person_is_erased_their_stages_are_hidden_and_emptied(office: Planted) -> None:
    from kniha.book.events import queries

    surrounded(office)
    person = office.account.mentions.get(role="victim").person_id
    office.erased(("person", person))
    assert Detention.objects.get().place_words == ""
    assert not queries.detentions(office.world.vera, office.incident).exists()
    assert not queries.proceedings(office.world.vera, office.incident).exists()
    follows()
