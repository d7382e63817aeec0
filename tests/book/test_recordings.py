"""Cameras, their clocks and places; recordings that are held, and footage that is known and may be lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.book.readers import plain
from tests.erasures import WISH, keeper
from tests.world import NOW, World, acquisition_draft, at, found_world, gathered_file, stored_file

from kniha.book.access.models import Compartment
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.evidence.acquiring import add_files, begin_acquisition
from kniha.book.evidence.models import Exhibit
from kniha.book.journal.replay import replay
from kniha.book.recordings import actions, queries, recording
from kniha.book.recordings.drafts import (
    NO_DAYS,
    CameraDraft,
    PositionDraft,
    ReadingDraft,
    RecordingDraft,
    SeenTwice,
    Step,
    ViewDraft,
    Witness,
)
from kniha.book.recordings.models import Camera, ClockReading, Recording
from kniha.vocab.errors import ChangedError, ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError
from kniha.vocab.span import Span, parse_days, span

pytestmark = pytest.mark.django_db

VIEW = ViewDraft(539023000, 275619000, 15, 90, 80, 60, "над уваходам")
SAID = Witness(read_in="паказаў уладальнік")
WAY = "праз адваката гаспадара, на словах"


@pytest.fixture
def world(db: None) -> World:
    return found_world()


def camera(
    world: World, label: str = "Камера крамы", *, keeps: int | None = None, into: Compartment | None = None, held: Span = NO_DAYS
) -> Camera:
    draft = CameraDraft(label, "fixed", "business", "крама", keeps)
    hand = world.hand(world.marek if into == world.second else world.vera)
    return actions.register_camera(hand, into or world.first, draft, PositionDraft(VIEW, held), source=SAID)


def known(world: World, of: Camera, **more: object) -> Recording:
    draft = RecordingDraft("Уваход у краму", of, (at(22, 30), at(23, 30)), **more)
    return recording.enter_recording(world.hand(world.vera), world.first, draft, source=SAID)


def read(world: World, of: Camera, offset: int, sigma: int, when: datetime) -> ClockReading:
    return actions.read_clock(world.hand(world.vera), of, ReadingDraft(when, offset, sigma, "owners-word"), source=SAID)


def picture(world: World) -> Exhibit:
    return world.report(files=(stored_file(),)).exhibits.get()


def test_footage_is_lost_after_as_many_days_as_the_camera_keeps_it(world: World):
    kept = known(world, camera(world, keeps=14))
    assert (kept.lost_on, kept.lost_how) == (date(2020, 8, 25), "retention")


def test_a_camera_that_keeps_footage_for_longer_moves_the_day_but_for_what_was_told(world: World):
    of = camera(world, keeps=14)
    by_retention, told = known(world, of), known(world, of, lost_on=date(2020, 8, 20))
    actions.describe_camera(world.hand(world.vera), of, CameraDraft("Камера крамы", "fixed", retention_days=30))
    by_retention.refresh_from_db()
    told.refresh_from_db()
    assert (by_retention.lost_on, told.lost_on) == (date(2020, 9, 10), date(2020, 8, 20))


def test_what_is_lost_first_comes_first_and_what_nobody_knows_comes_last(world: World):
    of = camera(world)
    unknown = known(world, of)
    later, sooner = (known(world, of, lost_on=NOW.date() + timedelta(days=days)) for days in (20, 3))
    gone = known(world, of, lost_on=NOW.date())
    rows = queries.to_be_lost(world.vera)
    assert list(rows) == [gone, sooner, later, unknown]
    for urgency, wanted in (("lost", gone), ("week", sooner), ("month", later), ("not-known", unknown)):
        assert list(queries.urgent(rows, urgency, today=NOW.date())) == [wanted]
        assert queries.urgency_of(wanted, today=NOW.date()) == urgency


def test_true_time_follows_from_the_nearest_reading_and_grows_doubtful(world: World):
    of = camera(world)
    read(world, of, 120_000, 1_000, at(12, day=11))
    read(world, of, 999_000, 1_000, at(12, day=30))
    cover = queries.cover(world.vera, known(world, of))
    assert (cover.first, cover.last) == (at(22, 28), at(23, 28))
    assert cover.is_measured
    assert 2_000 < cover.sigma_ms < 2_400  # ten and a half hours of drift


def test_a_clock_that_nobody_measured_is_told_so(world: World):
    cover = queries.cover(world.vera, known(world, camera(world)))
    assert (cover.first, cover.is_measured, cover.sigma_ms) == (at(22, 30), False, 600_000)


def test_a_clock_is_set_by_another_camera_that_saw_the_same(world: World):
    one, other = camera(world), camera(world, "Дом насупраць")
    read(world, other, 60_000, 1_000, at(23))
    seen = [SeenTwice(at(23, 5), at(23, 7), 500), SeenTwice(at(23, 6), at(23, 8), 500)]
    made = actions.compare_clocks(world.hand(world.vera), one, other, seen, source=Witness(exhibit=picture(world)))
    assert made.offset_ms == -60_000
    assert 1_000 < made.sigma_ms < 1_400
    assert (made.way, made.against, made.measured_by) == ("second-camera", other, world.vera)


def test_a_recording_takes_the_place_where_its_camera_stood_that_day(world: World):
    of = camera(world, held=span(parse_days("2020-01"), parse_days("2020-07")))
    moved = replace(VIEW, heading_deg=270)
    hand = world.hand(world.vera)
    actions.place_camera(hand, of, PositionDraft(moved, span(parse_days("2020-08-01"), None)), source=SAID)
    cover = queries.cover(world.vera, known(world, of))
    assert (cover.view.heading_deg, cover.is_doubtful) == (270, False)
    actions.place_camera(hand, of, PositionDraft(VIEW), source=SAID)
    assert queries.cover(world.vera, known(world, of)).is_doubtful


def test_a_file_becomes_a_recording_and_knows_it(world: World):
    file = picture(world)
    draft = RecordingDraft("Відэа", None, true=(at(23), at(23, 1)), view=VIEW)
    held = recording.enter_recording(world.hand(world.vera), world.first, draft, source=Witness(exhibit=file))
    assert (held.state, held.lost_on) == ("held", None)
    assert list(queries.recordings_in(world.vera, file)) == [held]


def test_footage_is_asked_for_refused_and_received(world: World):
    hand, row = world.hand(world.vera), known(world, camera(world, keeps=14))
    recording.tell_way(world.hand(world.zoya), row, WAY)
    for what in ("asked", "refused", "asked"):
        row = recording.follow_footage(hand, row, Step(what, hand.today))
    row = recording.receive_recording(hand, row, picture(world))
    assert (row.state, row.asked, row.lost_on, row.read_in) == ("held", "received", None, "")
    assert not queries.to_be_lost(world.vera)
    assert plain(world.vera, ("recording", row.pk))[0].startswith("Vera entered the recording “Уваход у краму”")
    assert "told a safe way to ask" in plain(world.vera, ("recording", row.pk))[1]


def test_a_track_is_kept_as_it_was_told(world: World):
    of = camera(world, keeps=14)
    track = ((0, 539023000, 275619000, 10), (1500, 539023100, 275619100, 10))
    known(world, of, track=track)
    assert Recording.objects.get().track == [list(point) for point in track]


def test_only_a_lawyer_says_how_to_ask_and_nobody_asks_before(world: World):
    row = known(world, camera(world))
    with pytest.raises(RefusedError, match="role lawyer"):
        recording.tell_way(world.hand(world.vera), row, WAY)
    with pytest.raises(RefusedError, match="before a lawyer"):
        recording.follow_footage(world.hand(world.vera), row, Step("asked", NOW.date()))
    recording.tell_way(world.hand(world.zoya), row, WAY)
    with pytest.raises(ConflictError):
        recording.follow_footage(world.hand(world.vera), row, Step("refused", NOW.date()))
    with pytest.raises(ImpossibleError):
        recording.follow_footage(world.hand(world.vera), row, Step("asked", NOW.date() + timedelta(days=1)))


def test_a_clock_is_not_set_by_one_that_nobody_measured_nor_by_itself(world: World):
    one, other = camera(world), camera(world, "Дом насупраць")
    seen = [SeenTwice(at(23, 1), at(23), 500)]
    with pytest.raises(RefusedError, match="never measured"):
        actions.compare_clocks(world.hand(world.vera), one, other, seen, source=SAID)
    with pytest.raises(ImpossibleError):
        actions.compare_clocks(world.hand(world.vera), one, one, seen, source=SAID)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"sigma_ms": 0}, ImpossibleError),
        ({"shown": (at(23), at(22))}, ImpossibleError),
        ({"shown": (at(23), at(23) + timedelta(days=40))}, ImpossibleError),
        ({"camera": None}, MalformedError),
        ({"label": " "}, MalformedError),
        ({"shown": None, "track": ((0, 1, 1, 1),)}, MalformedError),
        ({"track": ((5, 1, 1, 1), (5, 1, 1, 1))}, ImpossibleError),
        ({"track": ((0, 910_000_000, 1, 1),)}, ImpossibleError),
        ({"track": tuple((place, 1, 1, 1) for place in range(1001))}, ImpossibleError),
    ],
)
def test_a_recording_that_cannot_be_is_refused(world: World, more: dict[str, object], error: type[Exception]):
    told: dict[str, object] = {"label": "Уваход", "camera": camera(world), "shown": (at(22), at(23))}
    with pytest.raises(error):
        RecordingDraft(**(told | more))


@pytest.mark.parametrize("view", [{"heading_deg": 360}, {"fov_deg": 0}, {"range_m": 0}])
def test_a_view_that_cannot_be_is_refused(view: dict[str, int]):
    with pytest.raises(ImpossibleError):
        ViewDraft(**view)


def test_a_camera_stands_somewhere_and_is_known_from_one_source(world: World):
    with pytest.raises(MalformedError):
        PositionDraft(ViewDraft(lat_e7=539023000, lon_e7=275619000))
    with pytest.raises(MalformedError):
        Witness()
    with pytest.raises(MalformedError):
        Witness(exhibit=picture(world), read_in="словы")


def test_two_at_one_camera_do_not_overwrite_each_other(world: World):
    of = camera(world)
    with pytest.raises(ChangedError):
        actions.describe_camera(world.hand(world.vera), of, CameraDraft("Іншая"), seen=0)


def test_files_that_wait_for_a_lawyer_become_no_recording(world: World):
    hand = world.hand(world.vera)
    leaked = begin_acquisition(hand, acquisition_draft(how_obtained="leaked"), world.first)
    add_files(hand, leaked, [gathered_file()])
    draft = RecordingDraft("Злітае", None, view=VIEW)
    with pytest.raises(RefusedError, match="a lawyer decides first"):
        recording.enter_recording(hand, world.first, draft, source=Witness(exhibit=leaked.exhibits.get()))


def test_a_registrar_of_another_compartment_sees_no_camera_and_no_recording(world: World):
    of = camera(world)
    row = known(world, of)
    for rows in (queries.cameras, queries.recordings, queries.to_be_lost):
        assert not rows(world.marek)
    for find, pk in ((queries.camera, of.pk), (queries.recording, row.pk)):
        with pytest.raises(NotFoundError):
            find(world.marek, pk)
    with pytest.raises(RefusedError):
        actions.describe_camera(world.hand(world.marek), of, CameraDraft("Мая"))


def test_what_lies_in_two_compartments_is_not_tied(world: World):
    elsewhere = camera(world, into=world.second)
    with pytest.raises(RefusedError, match="one compartment"):
        recording.enter_recording(world.hand(world.vera), world.first, RecordingDraft("Чужая", elsewhere), source=SAID)


def test_a_statement_that_is_erased_takes_what_rests_on_it_and_the_camera_that_nobody_else_tells_of(world: World):
    account = world.coded(world.report())
    hand, told = world.hand(world.vera), Witness(account=account)
    alone = actions.register_camera(hand, world.first, CameraDraft("Камера над дзвярыма"), PositionDraft(VIEW), source=told)
    shared = camera(world, "Камера крамы")
    row = recording.enter_recording(hand, world.first, RecordingDraft("Уваход", shared), source=told)
    erasure = ask_erasure(world.hand(keeper(world)), ("statement", account.statement_id), WISH)
    agree_to_erasure(world.hand(world.zoya), erasure)
    assert not Camera.objects.filter(pk=alone.pk).exists()
    assert not Recording.objects.filter(pk=row.pk).exists()
    assert Camera.objects.filter(pk=shared.pk).exists()


@pytest.mark.django_db(databases=["default", "replay"])
def test_the_journal_rebuilds_all_of_it(world: World):
    test_footage_is_asked_for_refused_and_received(world)
    read(world, Camera.objects.get(), 5, 5, datetime(2020, 8, 11, tzinfo=UTC))
    assert replay().differences == ()
