"""Which recordings may show an incident: each compartment by itself, what changed alone, and never what waits for a lawyer."""

import random
from datetime import timedelta

import pytest
from tests.book.footage import FAR, NEAR, NIGHT, acquired, camera, footage, held, measured
from tests.book.happenings import AT_THE_CORNER, ELSEWHERE, happened
from tests.erasures import WISH, keeper
from tests.world import NOW, PLACE, TIME, at, found_world

from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.events.actions import conclude
from kniha.book.events.drafts import IncidentDraft
from kniha.book.evidence.acquiring import decide_uses
from kniha.book.matches.models import Match, MatchedIncident, MatchedRecording, Matching
from kniha.book.recordings import actions, recording
from kniha.book.recordings.drafts import PositionDraft, RecordingDraft, ViewDraft, Witness
from kniha.book.recordings.models import Recording
from kniha.book.statements.drafts import When, Where
from kniha.runs import matching
from kniha.vocab import terms
from kniha.worker.compartments import MATCHES, ByCompartment

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SUMMER = When(at(0, day=1), at(0, day=31), "Europe/Minsk", "about", "улетку")
CITY = Where(539045000, 275615000, 45_000, "Мінск")


@pytest.fixture
def world():
    return found_world()


def compare(world) -> bool:
    return [matching.match_compartment(each, now=NOW) for each in (world.first, world.second)] != [False, False]


def reconclude(world, incident, draft):
    incident.refresh_from_db()
    told_by = [one.account for one in incident.citations.filter(about="event")]
    return conclude(world.hand(world.vera), incident, draft, accounts=told_by)


def found(incident):
    return {row.recording_id: row for row in Match.objects.filter(incident=incident)}


def everything():
    """All that comparing gave, without what tells how it was come by."""
    return [
        sorted(Match.objects.values_list("incident", "recording", "rank", "probability", "log10_odds", "cautious", "first", "last")),
        sorted((row.incident_id, row.recording_id, str(row.reasons)) for row in Match.objects.all()),
        sorted(MatchedIncident.objects.values_list("incident", "digest", "hindrance", "candidates", "expected")),
        sorted(MatchedRecording.objects.values_list("recording", "digest", "hindrance")),
        sorted(Matching.objects.values_list("compartment", "incidents", "recordings", "log10_base")),
    ]


def anew(world):
    """The same, of comparing everything from nothing."""
    for table in (Match, MatchedIncident, MatchedRecording, Matching):
        table.objects.all().delete()
    compare(world)
    return everything()


def test_a_camera_at_the_corner_is_found_with_its_reasons_and_one_far_away_is_not(world):
    incident = happened(world, AT_THE_CORNER)
    of = camera(world)
    measured(world, of)
    near = footage(world, of)
    footage(world, camera(world, FAR))
    compare(world)
    [row] = found(incident).values()
    assert (row.recording, row.rank, row.first, row.last) == (near, 1, *NIGHT)
    told = {code: numbers for code, *numbers in row.reasons}
    assert told["covered"] == [1_200_000, 1_200_000]
    assert told["looking"] == [270]
    assert told["clock"][0] < 3000
    assert told["away"][0] < 10
    assert 0 < row.probability < 1_000_000
    assert row.cautious <= row.log10_odds
    how = Matching.objects.get(compartment=world.first)
    assert (how.incidents, how.recordings, how.scored) == (1, 2, 1)


def test_every_reason_is_known_to_the_desk_and_a_doubtful_place_is_told(world):
    incident, of = happened(world, AT_THE_CORNER), camera(world)
    actions.place_camera(world.hand(world.vera), of, PositionDraft(NEAR), source=Witness(read_in="суседка"))
    footage(world, of)
    compare(world)
    [row] = found(incident).values()
    assert row.reasons[-1] == ["place-doubtful"]
    assert "clock-assumed" in {code for code, *_ in row.reasons}


def test_what_moves_is_compared_where_it_was_at_each_moment(world):
    incident = happened(world, AT_THE_CORNER)
    away = (0, 521000000, 237000000, 10)
    here = (25 * 60_000, PLACE.lat_e7, PLACE.lon_e7, 10)
    draft = RecordingDraft("Відэарэгістратар", None, true=NIGHT, sigma_ms=1000, view=ViewDraft(range_m=60), track=(away, here))
    row = recording.enter_recording(world.hand(world.vera), world.first, draft, source=Witness(read_in="кіроўца"))
    compare(world)
    assert set(found(incident)) == {row.pk}


def test_what_did_not_change_is_not_compared_again(world):
    incident, other = happened(world, AT_THE_CORNER), happened(world, ELSEWHERE, where=Where(521000000, 237000000, 200, "Брэст"))
    of = camera(world)
    footage(world, of)
    assert compare(world)
    assert not compare(world)
    before = everything()
    footage(world, of, (at(21), at(22, 55)), label="Раней")
    assert compare(world)
    assert Matching.objects.get(compartment=world.first).scored == 1
    assert len(found(incident)) == 2
    assert not found(other)
    assert everything() != before
    assert everything() == anew(world)


def test_a_corrected_clock_reaches_what_its_recordings_touched_and_touch(world):
    incident, of = happened(world, AT_THE_CORNER), camera(world)
    row = footage(world, of)
    compare(world)
    before = found(incident)[row.pk]
    measured(world, of, offset_ms=15 * 3_600_000, sigma_ms=1000)
    compare(world)
    assert not found(incident)  # it ran in the morning, and that its clock would be fifteen hours wrong is measured
    assert MatchedIncident.objects.get(incident=incident).candidates == 0
    assert before.rank == 1
    assert everything() == anew(world)


def test_a_moved_incident_leaves_what_it_no_longer_meets(world):
    incident, of = happened(world, AT_THE_CORNER), camera(world)
    footage(world, of)
    there = footage(world, camera(world, FAR))
    compare(world)
    moved = IncidentDraft("Падзея", TIME, Where(521000000, 237000000, 200, "Брэст"))
    reconclude(world, incident, moved)
    compare(world)
    assert set(found(incident)) == {there.pk}
    assert everything() == anew(world)


def test_a_withdrawn_recording_makes_room_for_the_next(world, monkeypatch):
    monkeypatch.setattr("kniha.runs.matching_rows.TOP", 2)
    incident, of = happened(world, AT_THE_CORNER), camera(world)
    rows = [footage(world, of, (at(22, 30 + minute), at(23, 30)), label=f"Запіс {minute}") for minute in range(4)]
    compare(world)
    assert len(found(incident)) == 2
    first = Match.objects.get(rank=1).recording
    recording.withdraw_recording(world.hand(world.vera), first, reason="двойчы ўнесена")
    compare(world)
    assert len(found(incident)) == 2
    assert first.pk not in found(incident)
    assert MatchedIncident.objects.get(incident=incident).candidates == len(rows) - 1
    assert everything() == anew(world)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_changes_comes_to_the_same_as_comparing_all_anew(world, seed, monkeypatch):
    monkeypatch.setattr("kniha.runs.matching_rows.TOP", 3)
    dice = random.Random(seed)
    incidents = [happened(world, AT_THE_CORNER, when=_when(dice), where=_where(dice)) for _ in range(4)]
    cameras = [camera(world, _view(dice), label=f"Камера {number}") for number in range(3)]
    hand = world.hand(world.vera)
    for _ in range(4):
        for _ in range(dice.randrange(1, 4)):
            match dice.randrange(5):
                case 0:
                    measured(world, dice.choice(cameras), dice.randrange(-600_000, 600_000), dice.randrange(500, 60_000))
                case 1:
                    reconclude(world, dice.choice(incidents), IncidentDraft("Падзея", _when(dice), _where(dice)))
                case 2 if Recording.objects.exists():
                    recording.withdraw_recording(hand, dice.choice(list(Recording.objects.order_by("pk"))), reason="памылка")
                case _:
                    first = at(22) + timedelta(minutes=dice.randrange(120))
                    footage(world, dice.choice(cameras), (first, first + timedelta(minutes=dice.randrange(1, 60))))
        compare(world)
        incremental = everything()
        assert incremental == anew(world)


def _when(dice: random.Random) -> When:
    first = at(22) + timedelta(minutes=dice.randrange(120))
    return When(first, first + timedelta(minutes=dice.randrange(1, 40)), "Europe/Minsk", "about", "")


def _where(dice: random.Random) -> Where:
    return Where(PLACE.lat_e7 + dice.randrange(-20_000, 20_000), PLACE.lon_e7 + dice.randrange(-20_000, 20_000), dice.choice((20, 80)), "")


def _view(dice: random.Random) -> ViewDraft:
    lat_e7, lon_e7 = PLACE.lat_e7 + dice.randrange(-9000, 9000), PLACE.lon_e7 + dice.randrange(-9000, 9000)
    return ViewDraft(lat_e7, lon_e7, 10, dice.randrange(360), 90, 80)


def test_nothing_of_another_compartment_is_a_candidate_or_changes_a_chance(world):
    incident = happened(world, AT_THE_CORNER)
    footage(world, camera(world))
    compare(world)
    before = [row for row in everything()[0] if row[0] == incident.pk], Matching.objects.get(compartment=world.first).log10_base
    theirs = happened(world, AT_THE_CORNER, of=world.marek)
    other = footage(world, camera(world, of=world.marek))
    compare(world)
    assert set(found(theirs)) == {other.pk}
    assert ([row for row in everything()[0] if row[0] == incident.pk], Matching.objects.get(compartment=world.first).log10_base) == before


@pytest.mark.parametrize("how", ["leaked", "intercepted", "hacked"])
def test_files_that_wait_for_a_lawyer_are_not_matched_nor_is_what_rests_on_them(world, how):
    incident, file = happened(world, AT_THE_CORNER), acquired(world, how)
    lawyer, acquisition = world.hand(world.zoya), file.acquisition
    decide_uses(lawyer, acquisition, frozenset({"read"}), words="можна чытаць, не параўноўваць")
    file.refresh_from_db()
    row, from_it = held(world, file=file), Witness(exhibit=file)
    placed = footage(world, camera(world, source=from_it), label="Месца з яе")
    timed = camera(world, label="З гадзіннікам")
    measured(world, timed, 15 * 3_600_000, 1000, source=from_it)
    ran = footage(world, timed, label="Час з яе")
    compare(world)
    assert set(found(incident)) == {ran.pk}  # the leaked reading of its clock counts for nothing
    assert MatchedRecording.objects.get(recording=row).hindrance == "not-decided"
    assert MatchedRecording.objects.get(recording=placed).hindrance == "no-place"
    decide_uses(lawyer, acquisition, frozenset({"read", "matched"}), words="цяпер можна і параўноўваць")
    compare(world)
    assert set(found(incident)) == {row.pk, placed.pk}
    decide_uses(lawyer, acquisition, frozenset({"read"}), words="перадумана: не параўноўваць")
    compare(world)
    assert set(found(incident)) == {ran.pk}


def test_what_is_erased_is_forgotten_at_once_and_leaves_no_trace_in_counts(world):
    incident, row = happened(world, AT_THE_CORNER), held(world)
    other = footage(world, camera(world))
    compare(world)
    assert set(found(incident)) == {row.pk, other.pk}
    kira, olga = keeper(world, "Kira"), keeper(world, "Olga", "lawyer")
    agree_to_erasure(world.hand(olga), ask_erasure(world.hand(kira), ("exhibit", row.exhibit_id), WISH))
    assert set(found(incident)) == {other.pk}
    assert not MatchedRecording.objects.filter(recording=row.pk).exists()
    assert compare(world)
    assert MatchedIncident.objects.get(incident=incident).candidates == 1
    assert everything() == anew(world)


@pytest.mark.parametrize(
    ("when", "where", "why"),
    [(None, PLACE, "no-time"), (TIME, None, "no-place"), (SUMMER, PLACE, "vague-time"), (TIME, CITY, "vague-place")],
)
def test_an_incident_too_vague_to_compare_is_told_and_not_dropped(world, when, where, why):
    incident = happened(world, AT_THE_CORNER, when=when, where=where)
    footage(world, camera(world))
    compare(world)
    row = MatchedIncident.objects.get(incident=incident)
    assert (row.hindrance, row.candidates) == (why, 0)
    assert not compare(world)


def test_a_recording_that_cannot_be_compared_is_told_and_not_dropped(world):
    happened(world, AT_THE_CORNER)
    no_time = footage(world, camera(world), None)
    no_place = footage(world, camera(world, ViewDraft(place_words="недзе ў двары")))
    compare(world)
    why = dict(MatchedRecording.objects.values_list("recording", "hindrance"))
    assert why == {no_time.pk: "no-time", no_place.pk: "no-place"}
    assert set(why.values()) <= terms.codes("match-hindrances")


def test_a_compartment_too_large_says_so_and_is_compared_once_it_is_not(world, monkeypatch):
    incident = happened(world, AT_THE_CORNER)
    footage(world, camera(world))
    compare(world)
    with monkeypatch.context() as patch:
        patch.setattr(matching, "MOST_RECORDINGS", 0)
        footage(world, camera(world), label="Яшчэ")
        compare(world)
        assert Matching.objects.get(compartment=world.first).is_too_large
        assert not found(incident)
    compare(world)
    assert len(found(incident)) == 2


def test_the_worker_looks_when_the_journal_grew_and_then_rests(world):
    moments = [NOW]
    duty = ByCompartment(lambda: moments[0], MATCHES)
    happened(world, AT_THE_CORNER)
    while duty.work():
        pass
    assert Matching.objects.count() == 2
    footage(world, camera(world))
    assert not duty.work()
    assert not Match.objects.exists()
    moments[0] += timedelta(minutes=3)
    while duty.work():
        pass
    assert Match.objects.exists()
