"""An alleged involvement: finding, review and outcome stand apart; evidence for and against; two lawyers; a cleared person leaves."""

import pytest
from django.test import Client
from tests.world import World

from kniha.book.access.actions import Enrolment, admit_member, enrol_registrar
from kniha.book.access.models import Registrar
from kniha.book.events.actions import allege_involvement
from kniha.book.events.involving import Allegation, change_involvement, enter_bearing, give_opinion
from kniha.book.events.models import Bearing, Involvement
from kniha.book.events.reviewing import send_to_review
from kniha.book.journal import reading
from kniha.runs.proofs import _rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def alleged(world: World) -> Involvement:
    _, account, act = world.opened()
    told = {"degree": "carried-out", "finding": "suspicion", "basis": "мянушка"}
    return allege_involvement(world.hand(world.vera), act, account.mentions.get(role="alleged-part"), **told)


def lawyer(world: World, name: str) -> Registrar:
    found = enrol_registrar(world.hand(world.anna), (world.anna, world.boris), Enrolment(name, ("lawyer",)))
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, found)
    return found


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def below(alleged: Involvement) -> str:
    return f"/incidents/involvements/{alleged.pk}/"


def test_the_page_presumes_innocence_and_keeps_three_things_apart(vera: Client, alleged: Involvement) -> None:
    shown = text_of(vera.get(below(alleged)))
    for words in ("presumed innocent", "Finding", "Judged by lawyers", "What became of it elsewhere", "Speaks for it", "Speaks against it"):
        assert words in shown
    assert "Рысь" in shown


def test_what_speaks_for_and_against_is_kept_with_its_account(vera: Client, alleged: Involvement) -> None:
    account = alleged.act.incident.citations.filter(about="event").get().account
    for direction in ("for", "against"):
        typed = {"account": account.pk, "direction": direction, "words": f"словы {direction}"}
        assert vera.post(f"{below(alleged)}evidence/", typed).status_code == 302
    assert set(Bearing.objects.values_list("direction", flat=True)) == {"for", "against"}
    shown = text_of(vera.get(below(alleged)))
    assert "словы against" in shown
    assert "біў" in shown  # the passage behind it
    again = vera.post(f"{below(alleged)}evidence/", {"account": account.pk, "direction": "for", "words": "яшчэ раз"})
    assert "weighed in this direction already" in text_of(again)


def test_two_lawyers_agree_and_one_is_not_enough(world: World, zoya: Client, alleged: Involvement) -> None:
    assert "once its incident is in review" in text_of(zoya.get(below(alleged)))
    assert zoya.post(f"{below(alleged)}opinion/", {"decision": "agrees"}).status_code == 400
    send_to_review(world.hand(world.vera), alleged.act.incident)
    assert zoya.post(f"{below(alleged)}opinion/", {"decision": "agrees"}).status_code == 302
    alleged.refresh_from_db()
    assert alleged.review == "draft"
    assert "It takes another lawyer" in text_of(zoya.post(f"{below(alleged)}opinion/", {"decision": "agrees"}))
    give_opinion(world.hand(lawyer(world, "Halina")), alleged, decision="agrees")
    alleged.refresh_from_db()
    assert alleged.review == "agreed"


def test_one_lawyer_stops_it_and_says_why(world: World, zoya: Client, alleged: Involvement) -> None:
    send_to_review(world.hand(world.vera), alleged.act.incident)
    assert "says why" in text_of(zoya.post(f"{below(alleged)}opinion/", {"decision": "does-not-support"}))
    zoya.post(f"{below(alleged)}opinion/", {"decision": "does-not-support", "words": "адна крыніца"})
    alleged.refresh_from_db()
    assert alleged.review == "not-supported"
    assert alleged.pk not in set(_rows(alleged.act.incident))


def test_an_author_is_no_judge_of_it(world: World, at_desk: object, alleged: Involvement) -> None:
    both = enrol_registrar(world.hand(world.anna), (world.anna, world.boris), Enrolment("Ina", ("lawyer", "investigator")))
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.first, both)
    change_involvement(world.hand(both), alleged, Allegation("present", "suspicion", "інакш"))
    send_to_review(world.hand(world.vera), alleged.act.incident)
    client = at_desk(both)
    assert "You wrote a part of this" in text_of(client.get(below(alleged)))
    assert "Nobody reviews what they wrote" in text_of(client.post(f"{below(alleged)}opinion/", {"decision": "agrees"}))


def test_whoever_entered_evidence_is_no_judge_either(world: World, alleged: Involvement) -> None:
    account = alleged.act.incident.citations.filter(about="event").get().account
    enter_bearing(world.hand(world.zoya), alleged, account, direction="against", words="не бачыў")
    send_to_review(world.hand(world.vera), alleged.act.incident)
    from kniha.vocab.errors import RefusedError

    with pytest.raises(RefusedError, match="nobody reviews"):
        give_opinion(world.hand(world.zoya), alleged, decision="agrees")


def test_what_changes_after_agreement_is_looked_at_again(world: World, vera: Client, alleged: Involvement) -> None:
    from kniha.book.events.reviewing import decide

    send_to_review(world.hand(world.vera), alleged.act.incident)
    for one in (lawyer(world, "Halina"), lawyer(world, "Jana")):
        give_opinion(world.hand(one), alleged, decision="agrees")
    account = alleged.act.incident.citations.filter(about="event").get().account
    refused = vera.post(f"{below(alleged)}evidence/", {"account": account.pk, "direction": "against", "words": "алібі"})
    assert "While a lawyer has the incident" in text_of(refused)
    decide(world.hand(world.zoya), alleged.act.incident, decision="returned", words="праверце алібі")
    vera.post(f"{below(alleged)}evidence/", {"account": account.pk, "direction": "against", "words": "алібі"})
    alleged.refresh_from_db()
    assert alleged.review == "draft"
    assert not alleged.opinions.filter(stands=True).exists()


def test_an_outcome_changes_neither_finding_nor_review(vera: Client, alleged: Involvement) -> None:
    typed = {"kind": "charged", "authority": "пракуратура", "happened_on": "2026-01-05", "words": ""}
    assert vera.post(f"{below(alleged)}outcome/", typed).status_code == 302
    alleged.refresh_from_db()
    assert (alleged.finding, alleged.review, alleged.outcomes.get().kind) == ("suspicion", "draft", "charged")
    late = vera.post(f"{below(alleged)}outcome/", {**typed, "happened_on": "2050-01-01"})
    assert late.status_code == 400


def test_a_cleared_person_is_withdrawn_with_a_reason_and_leaves_every_proof(vera: Client, alleged: Involvement) -> None:
    assert alleged.pk in set(_rows(alleged.act.incident))
    assert vera.post(f"{below(alleged)}withdrawal/", {"why": "mistaken-identity", "words": ""}).status_code == 400
    assert vera.post(f"{below(alleged)}withdrawal/", {"why": "mistaken-identity", "words": "іншы чалавек"}).status_code == 302
    alleged.refresh_from_db()
    assert (alleged.review, alleged.closed_why) == ("withdrawn", "mistaken-identity")
    assert alleged.pk not in set(_rows(alleged.act.incident))
    assert "mistaken for somebody else" in text_of(vera.get(below(alleged)))
    assert "is withdrawn" in text_of(vera.post(f"{below(alleged)}withdrawal/", {"why": "mistaken-identity", "words": "яшчэ раз"}))


def test_a_unit_is_alleged_in_words(world: World, vera: Client, alleged: Involvement) -> None:
    act = alleged.act
    account = act.incident.citations.filter(about="event").get().account
    typed = {"unit": "людзі ў чорным", "degree": "present", "finding": "suspicion", "basis": "форма", "accounts": [account.pk]}
    assert vera.post(f"/incidents/{act.incident.number}/acts/{act.pk}/unit/", typed).status_code == 302
    unit = act.involvements.get(person=None)
    assert "людзі ў чорным" in text_of(vera.get(f"/incidents/{act.incident.number}/"))
    assert "людзі ў чорным" in text_of(vera.get(below(unit)))


def test_evidence_is_taken_back_with_a_reason(world: World, vera: Client, alleged: Involvement) -> None:
    account = alleged.act.incident.citations.filter(about="event").get().account
    bearing = enter_bearing(world.hand(world.vera), alleged, account, direction="for", words="памылка")
    address = f"/incidents/parts/bearing/{bearing.pk}/withdrawal/"
    assert vera.post(address, {"reason": ""}).status_code == 200
    assert vera.post(address, {"reason": "не пра гэта"}).status_code == 302
    assert not Bearing.objects.exists()
    assert "took back" in text_of(vera.get(f"/history/incident/{alleged.act.incident_id}/"))


def test_an_outsider_finds_none_of_it(marek: Client, alleged: Involvement) -> None:
    size = reading.size()
    for end in ("", "change/", "evidence/", "opinion/", "outcome/", "withdrawal/"):
        assert marek.post(f"{below(alleged)}{end}", {"decision": "agrees"}).status_code in {404, 405}
    assert marek.get(below(alleged)).status_code == 404
    assert reading.size() == size
