"""Recordings that may show an incident, at the desk: bars, reasons in words, ratios, the decision with its seconds, and the way back."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.book.footage import NEAR, camera, footage, held, measured
from tests.book.happenings import AT_THE_CORNER, happened
from tests.world import MINSK, NOW, World, at

from kniha.book.events.models import Incident
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.matches.models import Match, MatchDecision
from kniha.book.recordings.drafts import ViewDraft
from kniha.book.recordings.models import Recording
from kniha.book.statements.drafts import When
from kniha.desk.matches import wording
from kniha.matching import reasons
from kniha.runs.matching import match_compartment

pytestmark = pytest.mark.django_db

SUMMER = When(at(0, day=1), at(0, day=31), "Europe/Minsk", "about", "улетку")


@pytest.fixture
def incident(world: World) -> Incident:
    return happened(world, AT_THE_CORNER)


@pytest.fixture
def film(world: World, incident: Incident) -> Recording:
    """A film that somebody sent, compared."""
    row = held(world)
    compare(world)
    return row


def compare(world: World) -> None:
    for compartment in (world.first, world.second):
        match_compartment(compartment, now=NOW)


def text(client: Client, address: str, *, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def beside(incident: Incident, row: Recording) -> str:
    return f"/incidents/{incident.number}/recordings/{row.pk}/"


def listed(incident: Incident) -> str:
    return f"/incidents/{incident.number}/recordings/"


def say(client: Client, incident: Incident, row: Recording, verdict: str = "shows", **more: str) -> object:
    return client.post(beside(incident, row), {"verdict": verdict, "words": "відаць чацвярых ля дзвярэй"} | more)


# The good


def test_what_may_show_it_stands_under_it_as_bars_with_reasons_and_a_ratio(vera: Client, world: World, incident: Incident) -> None:
    of = camera(world)
    measured(world, of)
    row = footage(world, of)
    compare(world)
    shown = text(vera, listed(incident))
    for words in (
        row.label,
        "covers 20 of 20 min",
        "it looks west",
        "clock ± 2",
        "m west of the camera",
        "likelihood ratio about",
        "Recordings compared: 1",
    ):
        assert words in shown
    assert shown.count("<svg") >= 2
    assert "5 %" not in shown.partition("<main")[2].partition("What the likelihood ratio says")[0].partition("95 %")[0]
    assert listed(incident) in text(vera, f"/incidents/{incident.number}/")


@pytest.mark.parametrize(("language", "words"), [("be", "працякае"), ("ru", "охватывает"), ("en", "covers")])
def test_reasons_are_told_in_the_readers_language(vera: Client, incident: Incident, film: Recording, language: str, words: str) -> None:
    shown = text(vera, listed(incident), language=language)
    assert film.label in shown
    if language == "en":
        assert words in shown
    else:
        assert "covers" not in shown
        assert "the place lies" not in shown


def test_a_film_is_played_where_the_incident_begins(vera: Client, world: World, incident: Incident, film: Recording) -> None:
    Match.objects.filter(recording=film).update(first=incident.first - timedelta(seconds=12.5))
    shown = text(vera, beside(incident, film))
    assert f"/exhibits/{film.exhibit_id}/working/?at=12.5" in shown
    assert "0:00:12.500" in shown


def test_what_it_shows_joins_the_incident_with_the_seconds_and_leads_to_the_next(
    vera: Client, world: World, incident: Incident, film: Recording
) -> None:
    other = footage(world, camera(world))
    compare(world)
    answer = say(vera, incident, film, start="0:12", end="0:31.5")
    assert answer["Location"] == beside(incident, other)
    made = MatchDecision.objects.get()
    assert (made.start_ms, made.end_ms, made.exhibit) == (12_000, 31_500, film.exhibit)
    record = text(vera, f"/incidents/{incident.number}/")
    for words in (film.label, film.exhibit.original_name, "0:00:12.000 – 0:00:31.500", "відаць чацвярых ля дзвярэй"):
        assert words in record
    assert "it shows it" in text(vera, listed(incident))


def test_a_decision_is_taken_back_and_stays_to_be_read(vera: Client, incident: Incident, film: Recording) -> None:
    assert "decision taken back" not in text(vera, beside(incident, film))
    say(vera, incident, film)
    say(vera, incident, film, "taken-back", words="гэта быў іншы двор")
    shown = text(vera, beside(incident, film))
    assert "гэта быў іншы двор" in shown
    assert "what was decided was taken back" in shown


def test_footage_that_nobody_has_tells_until_when_it_is_kept_and_cannot_be_confirmed(
    vera: Client, world: World, incident: Incident, film: Recording
) -> None:
    row = footage(world, camera(world), lost_on=datetime.now(MINSK).date() + timedelta(days=3))
    compare(world)
    shown = text(vera, listed(incident))
    assert shown.index(row.label) < shown.index(film.label)
    assert "2 days left" in shown or "3 days left" in shown
    page = text(vera, beside(incident, row))
    assert 'value="shows"' not in page
    assert "Nobody has this footage" in page
    say(vera, incident, row)
    assert not MatchDecision.objects.exists()
    say(vera, incident, row, "not-shown", words="глядзіць у сцяну")
    assert MatchDecision.objects.get().exhibit is None


def test_the_other_way_round_a_recording_tells_its_incidents(vera: Client, world: World, incident: Incident, film: Recording) -> None:
    shown = text(vera, f"/recordings/{film.pk}/incidents/")
    assert incident.number in shown
    assert "likelihood ratio about" in shown
    assert f"/recordings/{film.pk}/incidents/" in text(vera, f"/recordings/{film.pk}/")


# What cannot be, and what is empty


def test_pages_with_nothing_on_them_say_why(vera: Client, world: World, incident: Incident) -> None:
    assert "has not compared this incident yet" in text(vera, listed(incident))
    vague = happened(world, AT_THE_CORNER, when=SUMMER)
    nowhere = footage(world, camera(world, ViewDraft(place_words="недзе ў двары")))
    assert "has not compared this recording yet" in text(vera, f"/recordings/{nowhere.pk}/incidents/")
    compare(world)
    assert "No recording that the register knows of may show it" in text(vera, listed(incident))
    assert "less exactly than to a week" in text(vera, listed(vague))
    assert "it is not known where" in text(vera, f"/recordings/{nowhere.pk}/incidents/")
    elsewhere = footage(world, camera(world), (at(4), at(5)))
    compare(world)
    assert "No incident of its compartment happened" in text(vera, f"/recordings/{elsewhere.pk}/incidents/")


def test_a_decision_without_a_reason_or_with_wrong_seconds_is_shown_again_with_words(
    vera: Client, incident: Incident, film: Recording
) -> None:
    for more, words in (
        ({"words": " "}, "field is required"),
        ({"start": "0:31", "end": "0:12"}, "run forward"),
        ({"start": "учора"}, "0:02:03.250"),
    ):
        assert words in say(vera, incident, film, **more).content.decode()
    assert not MatchDecision.objects.exists()
    assert say(vera, incident, film, start="0:12").status_code == 302
    assert MatchDecision.objects.get().end_ms == 12_000


def test_marek_finds_nothing_of_it(marek: Client, world: World, incident: Incident, film: Recording) -> None:
    for address in (listed(incident), beside(incident, film), f"/recordings/{film.pk}/incidents/"):
        assert marek.get(address).status_code == 404
    assert say(marek, incident, film).status_code == 404
    assert not MatchDecision.objects.exists()


def test_every_code_of_the_engine_has_its_words() -> None:
    assert set(wording.WORDS) == {*reasons.CODES, "place-doubtful"}
    numbers = [[3_600_000, 90] for _ in wording.WORDS]
    assert all(wording.sentences([code, *some] for code, some in zip(wording.WORDS, numbers, strict=True)))


@pytest.mark.parametrize(
    ("log10_lr", "shown"),
    [
        (0, "1.0"),
        (0.5, "3.2"),
        (2.345, "220"),
        (4.0, "10\u00a0000"),
        (-1.0, "1/10"),
        (-0.001, "1.0"),
        (12.0, "1\u00a0000\u00a0000\u00a0000\u00a0000"),
    ],
)
def test_a_ratio_has_two_digits_that_count(log10_lr: float, shown: str) -> None:
    assert wording.ratio(log10_lr) == shown


def test_however_many_candidates_there_are_the_questions_to_the_database_are_as_many(
    vera: Client, world: World, incident: Incident
) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert vera.get(address).status_code == 200
        return sum(one["sql"].startswith("SELECT") for one in found)  # a session is written now and then

    one = held(world)
    compare(world)
    counts = [asked(address) for address in (listed(incident), f"/recordings/{one.pk}/incidents/", f"/incidents/{incident.number}/")]
    for number in range(8):
        footage(world, camera(world, NEAR, label=f"Камера {number}"))
    for _ in range(4):
        decide_on_match(world.hand(world.vera), happened(world, AT_THE_CORNER), one, Seen("not-shown", "сцяна"))
    compare(world)
    again = [asked(address) for address in (listed(incident), f"/recordings/{one.pk}/incidents/", f"/incidents/{incident.number}/")]
    assert again == counts
