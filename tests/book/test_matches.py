"""Decisions on recordings that may show an incident: who may say what, what stays, what goes with a recording and with a source."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.book.footage import NEAR, acquired, camera, footage, held, picture
from tests.book.happenings import AT_THE_CORNER, happened
from tests.book.readers import plain
from tests.erasures import WISH, keeper
from tests.world import NOW, World, at, found_world

from kniha.book.access.actions import admit_member
from kniha.book.access.conflicts import keep_out
from kniha.book.access.models import Registrar
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.events.models import Incident
from kniha.book.evidence.acquiring import decide_uses
from kniha.book.journal.replay import replay
from kniha.book.matches import queries, rules
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.matches.models import Match, MatchDecision
from kniha.book.recordings import recording
from kniha.book.recordings.drafts import RecordingDraft, Witness
from kniha.book.recordings.models import Recording
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

SEEN = Seen("shows", "відаць чацвярых ля дзвярэй", 12_000, 31_500)
NOT_SHOWN = Seen("not-shown", "камера глядзіць у сцяну")


@pytest.fixture
def world(db) -> World:
    return found_world()


@pytest.fixture
def incident(world: World) -> Incident:
    return happened(world, AT_THE_CORNER)


def decide(world: World, incident: Incident, row: Recording, seen: Seen = SEEN, *, by: object = None) -> MatchDecision:
    return decide_on_match(world.hand(by or world.vera), incident, row, seen)


def found(incident: Incident, row: Recording, rank: int = 1, odds: int = -500_000) -> Match:
    """A candidate as the worker keeps it."""
    told = {"probability": 240_000, "log10_odds": odds, "cautious": odds - 300_000, "reasons": [["all-round"]]}
    return Match.objects.create(incident=incident, recording=row, rank=rank, first=at(22, 30), last=at(23, 30), **told)


def test_what_a_recording_shows_joins_the_incident_with_its_file_and_the_seconds(world, incident):
    row = held(world)
    made = decide(world, incident, row)
    assert (made.exhibit, made.start_ms, made.end_ms) == (row.exhibit, 12_000, 31_500)
    [line] = queries.shown_in(world.zoya, incident)
    assert (line.recording, line.last, line.match) == (row, made, None)
    for whole in (("incident", incident.pk), ("recording", row.pk)):
        assert any("decided whether" in told for told in plain(world.vera, whole))
    assert replay().differences == ()


def test_the_last_word_stands_and_every_word_stays(world, incident):
    row = held(world)
    back, dark = Seen("taken-back", "памыліўся"), Seen("not-known", "цёмна")
    for seen, stands in ((SEEN, "shows"), (NOT_SHOWN, "not-shown"), (back, ""), (dark, "not-known")):
        decide(world, incident, row, seen)
        assert queries.line(world.vera, incident, row.pk).stands == stands
    assert [one.number for one in queries.line(world.vera, incident, row.pk).decisions] == [1, 2, 3, 4]
    assert replay().differences == ()


def test_other_seconds_of_one_recording_are_told_again(world, incident):
    row = held(world)
    decide(world, incident, row)
    assert decide(world, incident, row, Seen("shows", "і яшчэ раз у канцы", 50_000, 60_000)).number == 2


def test_what_will_be_lost_comes_first_and_what_is_decided_last(world, incident):
    of = camera(world)
    later = footage(world, of, label="Пазней", lost_on=NOW.date() + timedelta(days=90))
    soon = footage(world, of, label="Хутка", lost_on=NOW.date() + timedelta(days=3))
    gone, unlikely = footage(world, of, label="Сцёрта", lost_on=NOW.date() - timedelta(days=3)), held(world)
    for rank, row in enumerate((later, gone, unlikely, soon), 1):
        found(incident, row, rank)
    decide(world, incident, later, NOT_SHOWN)
    lines = queries.of_incident(world.vera, incident, today=NOW.date())
    assert [line.recording for line in lines] == [soon, unlikely, gone, later]
    assert queries.waiting(world.vera, incident) == 3


def test_the_other_way_round_a_recording_has_its_incidents_the_likeliest_first(world, incident):
    row, other, third = held(world), happened(world, AT_THE_CORNER), happened(world, AT_THE_CORNER)
    for each, odds in ((incident, -900_000), (other, -100_000), (third, 400_000)):
        found(each, row, odds=odds)
    decide(world, third, row, NOT_SHOWN)
    assert [line.incident for line in queries.of_recording(world.vera, row)] == [other, incident, third]


def test_a_recording_that_is_withdrawn_takes_what_was_said_of_it_along(world, incident):
    row = held(world)
    decide(world, incident, row)
    found(incident, row)
    recording.withdraw_recording(world.hand(world.vera), row, reason="двойчы ўнесена")
    assert not MatchDecision.objects.exists()
    assert not queries.of_incident(world.vera, incident, today=NOW.date())
    assert replay().differences == ()


def test_a_recording_whose_file_is_erased_takes_what_was_said_of_it_along(world, incident):
    row = held(world)
    decide(world, incident, row, Seen("shows", "відаць чацвярых", 1, 2))
    found(incident, row)
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("exhibit", row.exhibit_id), WISH))
    assert not MatchDecision.objects.exists()
    assert not Match.objects.exists()
    assert replay().differences == ()


def test_words_go_with_the_only_source_of_the_incident_and_the_verdict_stays(world, incident):
    row = held(world)
    decide(world, incident, row)
    found(incident, row)
    told_of = incident.citations.filter(about="event").get().account.statement
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("statement", told_of.pk), WISH))
    left = MatchDecision.objects.get()
    assert (left.verdict, left.words) == ("shows", "")
    assert not Match.objects.exists()
    assert replay().differences == ()


def test_files_that_a_lawyer_has_to_decide_on_are_not_matched_by_hand_either(world, incident):
    file = acquired(world)
    decide_uses(world.hand(world.zoya), file.acquisition, frozenset({"read"}), words="можна чытаць, не параўноўваць")
    draft = RecordingDraft("З карткі", None, true=(at(22, 55), at(23, 5)), view=NEAR)
    row = recording.enter_recording(world.hand(world.vera), world.first, draft, source=Witness(exhibit=file))
    with pytest.raises(RefusedError):
        decide(world, incident, row)
    decide_uses(world.hand(world.zoya), file.acquisition, frozenset({"read", "matched"}), words="цяпер можна і параўноўваць")
    assert decide(world, incident, row).exhibit == file


@pytest.mark.parametrize(
    ("seen", "error"),
    [
        (("perhaps", "відаць дзверы"), UnknownTermError), (("shows", " "), MalformedError), (("shows", "бо"), MalformedError),
        (("shows", "відаць", 5), MalformedError), (("shows", "відаць", None, 5), MalformedError),
        (("not-shown", "не відаць", 1, 2), MalformedError), (("shows", "відаць", 7, 5), ImpossibleError),
        (("shows", "відаць", -7, 5), ImpossibleError), (("shows", "відаць", 0, 40 * 86_400_000), ImpossibleError),
    ],
)  # fmt: skip
def test_what_is_seen_has_a_verdict_a_reason_and_seconds_that_run_forward(seen, error):
    with pytest.raises(error):
        Seen(*seen)


def test_of_footage_that_nobody_has_nobody_says_that_it_shows_anything(world, incident):
    row = footage(world, camera(world))
    with pytest.raises(RefusedError):
        decide(world, incident, row)
    assert decide(world, incident, row, NOT_SHOWN).exhibit is None


def test_nobody_says_the_same_twice_in_a_row_or_takes_back_what_nobody_said(world, incident):
    row = held(world)
    with pytest.raises(ConflictError):
        decide(world, incident, row, Seen("taken-back", "памыліўся"))
    decide(world, incident, row, NOT_SHOWN)
    with pytest.raises(ConflictError):
        decide(world, incident, row, NOT_SHOWN)
    assert decide(world, incident, row, NOT_SHOWN, by=world.zoya).number == 2


def test_who_may_not_see_both_decides_nothing_and_sees_nothing(world, incident):
    row = held(world)
    found(incident, row)
    decide(world, incident, row)
    with pytest.raises(NotFoundError):
        decide(world, incident, row, by=world.marek)
    with pytest.raises(NotFoundError):
        queries.line(world.marek, incident, row.pk)
    assert not queries.decisions(world.marek).exists()
    assert not queries.of_incident(world.marek, incident, today=NOW.date())


def test_an_incident_and_a_recording_of_two_compartments_are_not_laid_side_by_side(world, incident):
    theirs = footage(world, camera(world, of=world.marek))
    both = world.colleague("Both", "investigator")
    admit_member(world.hand(world.anna), (world.anna, world.boris), world.second, both)
    with pytest.raises(ConflictError):
        decide(world, incident, theirs, NOT_SHOWN, by=both)
    with pytest.raises(NotFoundError):
        queries.line(both, incident, theirs.pk)


def test_who_is_kept_from_the_source_of_a_recording_learns_of_no_match(world, incident):
    file = picture(world)
    row = held(world, file=file)
    found(incident, row)
    decide(world, incident, row)
    keep_out(world.hand(world.zoya), file.statement, world.vera, ground="kin", words="сястра")
    vera = Registrar.objects.get(pk=world.vera.pk)
    assert not queries.of_incident(vera, incident, today=NOW.date())
    assert not queries.decisions(vera).exists()
    assert queries.compared_recording(vera, row) is None
    assert len(queries.of_incident(world.zoya, incident, today=NOW.date())) == 1


def test_a_pair_is_decided_on_at_the_desk_by_people(world, incident):
    with pytest.raises(RefusedError):
        decide_on_match(world.process("worker"), incident, held(world), SEEN)


@given(st.floats(-12, 12))
def test_the_words_of_a_ratio_grow_with_it_and_mirror(log10_lr):
    known = [word for _, word in rules.SCALE][::-1]
    for more in (0.0, 0.5, 1.5):
        one, other = rules.weight_of(abs(log10_lr)), rules.weight_of(abs(log10_lr) + more)
        order = ["none", *known]
        assert order.index(one.word) <= order.index(other.word)
    mirrored = rules.weight_of(-log10_lr)
    assert rules.weight_of(log10_lr).word == mirrored.word
    assert not (rules.weight_of(abs(log10_lr)).is_against)


def test_every_word_and_hindrance_is_a_term():
    assert terms.codes("likelihood-words") == {word for _, word in rules.SCALE} | {"none"}
    assert terms.codes("match-verdicts") == {*rules.VERDICTS, rules.TAKEN_BACK}
    assert (rules.weight_of(0.2).word, rules.weight_of(1.0).word, rules.weight_of(-3.2)) == (
        "none", "moderate", rules.Weight("strong", is_against=True),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "radius", "why"),
    [
        (None, None, 50, "no-time"), (at(22), at(23), None, "no-place"), (at(22, day=1), at(22, day=30), 50, "vague-time"),
        (at(22), at(23), 40_000, "vague-place"), (at(0), at(0, day=12), 12_000, ""),
    ],
)  # fmt: skip
def test_an_incident_too_vague_to_compare_says_why(first, last, radius, why):
    assert rules.hindrance_of_incident(first, last, radius) == why
    assert not why or why in terms.codes("match-hindrances")
