"""Decisions on two incidents: who may say what, what stays, what an erasure takes along."""

import pytest
from tests.book.happenings import AT_THE_CORNER, ELSEWHERE, SEEN_FROM_A_WINDOW, alike, coded, happened, told
from tests.book.persons import named
from tests.erasures import WISH, keeper
from tests.world import World, found_world

from kniha.book.access.conflicts import keep_out
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.events.models import Act, Citation, Incident
from kniha.book.journal.replay import replay
from kniha.book.linking import queries
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.kinds import INCIDENTS
from kniha.book.linking.models import IncidentDecision
from kniha.book.linking.needing_two import incidents_needing_two
from kniha.book.linking.rules import State, pair_of
from kniha.linkage import decisions
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

Two = tuple[Incident, Incident]


@pytest.fixture
def world(db) -> World:
    return found_world()


@pytest.fixture
def two(world: World) -> Two:
    return alike(world)


def decide(world: World, two: Two, verdict: str = "same", **more) -> IncidentDecision:
    return decide_on_two(world.hand(more.pop("by", world.vera)), *two, verdict=verdict, words=more.pop("words", "той самы рог і час"))


def stand(world: World, two: Two):
    return queries.board(world.vera, INCIDENTS).stand(pair_of(two[0].pk, two[1].pk))


def test_the_verdicts_are_those_of_the_engine():
    assert terms.codes("incident-verdicts") == set(decisions.VERDICTS)


def test_it_does_not_matter_which_is_named_first(world, two):
    one, other = decide(world, two), decide(world, two[::-1], "not-same")
    assert (one.incident_id, one.second_id) == (other.incident_id, other.second_id) == pair_of(two[0].pk, two[1].pk)
    assert stand(world, two).verdict == "not-same"


def test_no_incident_changes_and_every_decision_stays(world, two):
    def everything():
        return [list(table.objects.order_by("pk").values()) for table in (Incident, Act, Citation)]

    before = everything()
    for verdict in ("same", "taken-back", "not-known"):
        decide(world, two, verdict)
    assert everything() == before
    assert IncidentDecision.objects.count() == 3


def test_replay_tells_the_same(world, two):
    decide(world, two)
    decide(world, two, "taken-back")
    assert replay().differences == ()


def test_delicate_reports_and_insiders_are_decided_on_by_two(world, two):
    assert not incidents_needing_two([one.pk for one in two])
    insider = happened(world, AT_THE_CORNER, insider=True)
    assert incidents_needing_two(compartment=world.first.pk) == {insider.pk}
    pair = (two[0], insider)
    decide(world, pair)
    assert stand(world, pair).state is State.WAITS
    decide(world, pair, by=world.zoya)
    assert stand(world, pair).verdict == "same"


def test_the_second_does_not_read_what_the_first_said(world, two):
    pair = (two[0], happened(world, AT_THE_CORNER, insider=True))
    decide(world, pair)
    assert queries.decisions_on_incidents(world.vera).count() == 1
    assert not queries.decisions_on_incidents(world.zoya).exists()


def test_words_that_repeat_what_is_erased_go_with_it_and_the_verdict_stays(world, two):
    decide(world, two, words="адзін звольнены кажа: трыццаць чалавек звольнілі за адну гадзіну")
    third = happened(world, ELSEWHERE)
    told_of = third.citations.filter(about="event").get().account.statement
    decide(world, (two[0], third), "not-same", words="трыццаць чалавек звольнілі за адну гадзіну")
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("statement", told_of.pk), WISH))
    left = queries.decisions(world.vera, INCIDENTS).filter(incident__in=(two[0], third), second__in=(two[0], third)).get()
    assert (left.verdict, left.words) == ("not-same", "")
    assert replay().differences == ()


@pytest.mark.parametrize(
    ("verdict", "words", "error"),
    [("perhaps", "той самы рог", UnknownTermError), ("same", " ", MalformedError), ("same", "бо", MalformedError)],
)
def test_a_decision_has_a_verdict_and_a_reason(world, two, verdict, words, error):
    with pytest.raises(error):
        decide(world, two, verdict, words=words)
    assert not IncidentDecision.objects.exists()


def test_an_incident_is_not_compared_with_itself(world, two):
    with pytest.raises(ImpossibleError):
        decide(world, (two[0], two[0]))


def test_nobody_says_the_same_twice_in_a_row_or_takes_back_what_nobody_said(world, two):
    with pytest.raises(ConflictError):
        decide(world, two, "taken-back")
    decide(world, two)
    with pytest.raises(ConflictError):
        decide(world, two)
    decide(world, two, by=world.zoya)


def test_a_clerk_or_a_process_decides_nothing(world, two):
    with pytest.raises(RefusedError):
        decide(world, two, by=world.colleague("Хвядос", "clerk"))
    with pytest.raises(RefusedError):
        decide_on_two(world.process("worker"), *two, verdict="same", words="той самы рог")


def test_who_is_of_another_compartment_decides_nothing(world, two):
    with pytest.raises(NotFoundError):
        decide(world, two, by=world.marek)
    theirs = happened(world, AT_THE_CORNER, of=world.marek)
    for by in (world.vera, world.marek):
        with pytest.raises(NotFoundError):
            decide(world, (two[0], theirs), by=by)
    assert not IncidentDecision.objects.exists()


def test_who_is_kept_from_one_of_the_two_reads_no_decision_on_them(world, two):
    decide(world, two, by=world.zoya)
    keep_out(world.hand(world.zoya), two[1], world.vera, ground="kin", words="")
    assert not queries.decisions(world.vera, INCIDENTS).exists()
    with pytest.raises(NotFoundError):
        decide(world, two, "not-same")


def test_a_person_and_an_incident_are_never_one(world, two):
    with pytest.raises(NotFoundError):
        decide(world, (two[0], named(world, "Каваленка Яўген")))


def test_what_is_compared_of_an_account_that_leaves_all_open_is_what_was_concluded(world):
    account = coded(world, told(world, SEEN_FROM_A_WINDOW), when=None, where=None)
    incident = happened(world, AT_THE_CORNER)
    rows = [row.told for row in INCIDENTS.rows(world.first.pk)]
    assert len(rows) == 1
    assert account.pk not in {row.key for row in INCIDENTS.rows(world.first.pk)}
    assert {"start", "end", "lat", "lon", "radius_m", "kinds", "text"} <= rows[0].keys()
    assert rows[0]["text"] == AT_THE_CORNER
    assert incident.pk == next(iter(INCIDENTS.rows(world.first.pk))).whole
